/** Percent: encodes a text for a URL, whatever is in it. */

/** Half of a surrogate pair, which no encoding has, becomes U+FFFD; `encodeURIComponent` alone would throw. */
export function percentEncoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'))
}
