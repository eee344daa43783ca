/** Stands in a text for an element that is put there, such as a name in bold or a field. */
export const gap = '\ufffc'

/** What stands before, between and after the gaps of a text. */
export function aroundGaps(text: string): string[] {
  return text.split(gap)
}
