/** Veil: hides the secret values that connections use wherever something of them is shown or recorded. */

/** Shorter values would be found everywhere: to hide them would spoil messages, and give them away. */
const shortest = 4
/** From here on a value is so long that it is hidden for every connection: a server may pass on what one sent to the others. */
const shortestForAll = 8
/** Tokens are renewed while a connection lives on; the oldest are forgotten. */
const mostValues = 500
/** A connection's own cookies: as many as browsers keep for a domain at least (RFC 6265 §6.1), and as long as servers take a request's header. */
const mostCookies = 50
const mostCookieCharacters = 8 * 1024
/** Places of the table that says with which two bytes a secret may begin: powers of two. Thousands of connections may have a small one each. */
const tableSizes = { small: 512, large: 4096 }
const fewNeedles = 64
const asterisk = 0x2a

/**
 * With nothing to hide it costs a comparison for each message; with secrets it looks at each byte once, however many there are.
 * A secret is also found inside of base64 (Basic credentials), percent-encoded, as a JSON text has it, and in pairs of hex digits.
 */
export class Veil {
  /** Of all connections; null in that one itself. */
  readonly #common: Veil | null
  readonly #values = new Set<string>()
  /** Apart, since they change: as many as may come must not push out a secret. Of this connection alone, since each may have its own. */
  readonly #cookies = new Set<string>()
  /** All shapes, the longest first, so that one within another leaves no rest behind. */
  #texts: string[] = []
  readonly #bare = new Map<string, Buffer>()
  /** By the place of their first two bytes: a number of a group of secrets, 0 for none. */
  #starts: Uint16Array | null = null
  #groups: Buffer[][] = []

  constructor(common: Veil | null = null) {
    this.#common = common
  }

  /** There is something to hide. */
  get drawn(): boolean {
    return this.#starts !== null || this.#common?.drawn === true
  }

  add(values: Iterable<string>): void {
    const own = new Set<string>()
    for (const value of values) {
      if (value.length < shortest || this.#values.has(value)) continue
      if (this.#common !== null && value.length >= shortestForAll) this.#common.add([value])
      else own.add(value)
    }
    if (own.size === 0) return
    for (const value of own) this.#values.add(value)
    for (const oldest of this.#values) {
      if (this.#values.size <= mostValues) break
      this.#values.delete(oldest)
    }
    this.#draw()
  }

  /** What the server at this connection may know its client by; the oldest go where there are too many. */
  addCookies(values: Iterable<string>): void {
    let drawn = true
    for (const value of values) {
      if (value.length < shortest || this.#values.has(value)) continue
      drawn = this.#cookies.delete(value) && drawn
      this.#cookies.add(value)
    }
    if (drawn) return
    let characters = 0
    for (const [age, value] of [...this.#cookies].reverse().entries()) {
      characters += value.length
      if (age >= mostCookies || characters > mostCookieCharacters) this.#cookies.delete(value)
    }
    this.#draw()
  }

  /** What a secret was turned into where a message is written in hex or base64. */
  addBytes(value: Uint8Array): void {
    if (this.#common !== null && value.byteLength >= shortestForAll) return this.#common.addBytes(value)
    const bytes = Buffer.from(value)
    const key = bytes.toString('latin1')
    if (bytes.byteLength < shortest || this.#bare.has(key)) return
    this.#bare.set(key, bytes)
    const [oldest] = this.#bare.keys()
    if (this.#bare.size > mostValues && oldest !== undefined) this.#bare.delete(oldest)
    this.#draw()
  }

  /** The same object if there is nothing to hide in it, else a copy with as many asterisks: sizes and offsets stay true. */
  bytes(data: Uint8Array): Uint8Array {
    const shown = this.#common?.bytes(data) ?? data
    return this.#starts === null ? shown : this.#hidden(shown, this.#starts)
  }

  #hidden(data: Uint8Array, starts: Uint16Array): Uint8Array {
    let copy: Buffer | null = null
    const last = data.byteLength - shortest
    const places = starts.length - 1
    for (let i = 0; i <= last; i += 1) {
      // Within bounds, and this is the hot place: nothing is asked twice.
      const group = starts[place(data[i] as number, data[i + 1] as number) & places] as number
      if (group === 0) continue
      const length = this.#found(data, i, group)
      if (length === 0) continue
      copy ??= Buffer.from(data)
      copy.fill(asterisk, i, i + length)
      i += length - 1
    }
    return copy ?? data
  }

  text(text: string): string {
    let shown = this.#common?.text(text) ?? text
    for (const secret of this.#texts) if (shown.includes(secret)) shown = shown.replaceAll(secret, '***')
    return shown
  }

  /** Plain data with every text in it veiled; itself if there is nothing to hide. */
  over<T>(value: T): T {
    return this.drawn ? (this.#deep(value) as T) : value
  }

  #deep(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value)
    if (Array.isArray(value)) return value.map((item) => this.#deep(item))
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#deep(item)]))
  }

  /** How long the secret is that begins here, of those that the table named; 0 if none does. */
  #found(data: Uint8Array, at: number, group: number): number {
    for (const needle of this.#groups[group] ?? []) if (beginsWith(data, at, needle)) return needle.byteLength
    return 0
  }

  #draw(): void {
    const longestFirst = (a: { length: number }, b: { length: number }) => b.length - a.length
    this.#texts = [...new Set([...this.#values, ...this.#cookies].flatMap(shapesOf))].sort(longestFirst)
    const needles = [...this.#texts.map((text) => Buffer.from(text)), ...this.#bare.values()].sort(longestFirst)
    this.#starts = needles.length === 0 ? null : new Uint16Array(needles.length > fewNeedles ? tableSizes.large : tableSizes.small)
    this.#groups = [[]]
    for (const needle of needles) this.#file(needle)
  }

  #file(needle: Buffer): void {
    if (this.#starts === null) return
    const at = place(needle[0] ?? 0, needle[1] ?? 0) & (this.#starts.length - 1)
    const group = this.#starts[at] ?? 0
    if (group === 0) this.#starts[at] = this.#groups.push([needle]) - 1
    else this.#groups[group]?.push(needle)
  }
}

function place(first: number, second: number): number {
  return (first << 5) ^ second
}

function beginsWith(data: Uint8Array, at: number, needle: Uint8Array): boolean {
  if (data.byteLength - at < needle.byteLength) return false
  for (let i = 0; i < needle.byteLength; i += 1) if (data[at + i] !== needle[i]) return false
  return true
}

function shapesOf(secret: string): string[] {
  const wellFormed = Buffer.from(secret).toString()
  const bytes = Buffer.from(secret)
  const shapes = [secret, encodeURIComponent(wellFormed), JSON.stringify(secret).slice(1, -1), hexPairs(bytes), ...insideBase64(bytes)]
  return shapes.filter((shape) => shape.length >= shortest)
}

/** As a cause quotes the bytes of a frame: `48 54 54 50`. */
export function hexPairs(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ')
}

/** The characters that stand for these bytes and nothing else, in base64 of something longer: bytes are cut into groups of three at any of three places. */
function insideBase64(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const from = Math.ceil((before * 8) / 6)
    const to = Math.floor(((before + bytes.byteLength) * 8) / 6)
    const padded = Buffer.concat([Buffer.alloc(before), bytes])
    return [padded.toString('base64').slice(from, to), padded.toString('base64url').slice(from, to)]
  })
}
