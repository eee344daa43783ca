/** Waits for a condition with a generous limit, so that a slow machine passes and a wrong program fails with words. */

/** Resolves with the first answer that is neither false, null nor undefined; rejects after `limitMs`. */
export async function until<T>(look: () => T | false | null | undefined, what: string | (() => string) = () => look.toString(), limitMs = 10_000): Promise<T> {
  const end = performance.now() + limitMs
  for (;;) {
    const seen = look()
    if (seen !== false && seen !== null && seen !== undefined) return seen
    if (performance.now() > end) throw new Error(`Waited ${limitMs} ms in vain until ${typeof what === 'string' ? what : what()}`)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}
