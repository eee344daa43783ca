/** What the page may load and run: nothing but its own files, and no way out to a network. */

/**
 * `connect-src 'none'` is possible because sockets live in main: script smuggled into the page has no network exit.
 * Svelte's own template policy is the only maker of trusted HTML, so `{@html}` of a string throws; sockdeck-worker lets the
 * URL of the inspector's worker through and nothing else (renderer/state/start-worker.ts).
 */
export const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'none'",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types svelte-trusted-html sockdeck-worker',
].join('; ')

/** Vite's dev server injects style elements, speaks over a socket of its own and draws its error overlay from strings. */
export function devContentPolicy(server: string): string {
  const { host } = new URL(server)
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ws://${host}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-src 'none'",
  ].join('; ')
}
