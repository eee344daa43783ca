/** Shuts every way out of the page: permissions, navigation, new windows, webviews; links leave only by a person's word. */
import type { App, Session, WebContents } from 'electron'
import { externalUrl } from './external'

/** Copying text is all the page needs. */
const allowed = 'clipboard-sanitized-write'

/** Electron grants everything by default. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, callback) => callback(permission === allowed))
  session.setPermissionCheckHandler((_contents, permission) => permission === allowed)
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null))
}

/** `openLink` gets https links only, and asks the person before it opens one. */
export function guardContents(app: Pick<App, 'on'>, page: string, openLink: (url: string) => void): void {
  app.on('web-contents-created', (_event, contents) => guard(contents, page, openLink))
}

export function guard(contents: Pick<WebContents, 'on' | 'setWindowOpenHandler' | 'loadURL'>, page: string, openLink: (url: string) => void): void {
  // Reloading is navigation to the same page; anything else is not ours.
  const stay = (event: { preventDefault(): void; url: string }) => {
    if (event.url !== page) event.preventDefault()
  }
  contents.on('will-navigate', stay)
  contents.on('will-frame-navigate', stay)
  contents.on('will-redirect', stay)
  // Nobody is asked about about:blank: a window that has left our page for it is brought back.
  let home = false
  contents.on('did-navigate', (_event, url) => {
    if (url === page) home = true
    else if (home) void contents.loadURL(page)
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    const link = externalUrl(url)
    if (link !== null) openLink(link)
    return { action: 'deny' }
  })
}
