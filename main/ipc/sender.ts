/** Decides whether a call comes from the app's own page, in the window's main frame, and from nowhere else. */

/** What is known of the frame that called; null for a frame that is gone or was navigated away. */
export interface Sender {
  url: string
  isMainFrame: boolean
  hasParent: boolean
}

/** `page` is the URL the window was given. Protocol and host are compared, since `origin` of a custom scheme is the string "null". */
export function isTrusted(sender: Sender | null, page: string): boolean {
  if (sender === null || !sender.isMainFrame || sender.hasParent) return false
  return isOwnPage(sender.url, page)
}

/** Both are parsed, never compared by prefix: app://bundle.evil and app://bundle@evil are other hosts. */
export function isOwnPage(url: string, page: string): boolean {
  if (!URL.canParse(url)) return false
  const [asked, own] = [new URL(url), new URL(page)]
  return asked.protocol === own.protocol && asked.host === own.host && asked.username === '' && asked.password === ''
}
