/** The few WHATWG globals that Node and the browser both have; only seen when shared/ is checked on its own. */
declare class URL {
  constructor(url: string)
  protocol: string
  hostname: string
  hash: string
  username: string
  password: string
  href: string
  searchParams: { keys(): IterableIterator<string>; set(name: string, value: string): void }
}
declare class URLSearchParams {
  constructor(query: string)
  [Symbol.iterator](): IterableIterator<[string, string]>
}
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>
}
declare function atob(text: string): string
