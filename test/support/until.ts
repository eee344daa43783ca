/** Waits for a condition with a generous limit, so that a slow machine passes and a wrong program fails with words. */

/** Resolves with the first answer that is neither false, null nor undefined; rejects after `limitMs`. */
export async function until<T>(look: () => T | false | null | undefined, what: string | (() => string), limitMs = 10_000): Promise<T> {
  const end = performance.now() + limitMs
  for (;;) {
    const seen = look()
    if (seen !== false && seen !== null && seen !== undefined) return seen
    if (performance.now() > end) throw new Error(`Waited ${limitMs} ms in vain until ${typeof what === 'string' ? what : what()}`)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

/** Random numbers that are the same in each run: 0 ≤ x < 1 (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
