import { EventEmitter } from 'node:events'
import type { Session, WebContents } from 'electron'
import { beforeEach, describe, expect, it } from 'vitest'
import { guard, guardSession } from '../../../main/app/security'

const page = 'app://bundle/index.html'

describe('guard', () => {
  let contents: EventEmitter
  let opened: string[]
  let loaded: string[]
  let openWindow: (details: { url: string }) => unknown

  beforeEach(() => {
    opened = []
    loaded = []
    contents = Object.assign(new EventEmitter(), {
      loadURL: (url: string) => Promise.resolve(loaded.push(url)),
      setWindowOpenHandler: (handler: typeof openWindow) => {
        openWindow = handler
      },
    })
    guard(contents as unknown as WebContents, page, (url) => opened.push(url))
  })

  /** Whether the guard held it back. */
  const prevented = (event: string, url: string) => {
    let held = false
    contents.emit(event, { url, preventDefault: () => (held = true) })
    return held
  }

  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('holds %s back unless it leads to the page itself', (event) => {
    expect(prevented(event, page)).toBe(false)
    for (const url of ['https://example.com/', 'app://bundle/other.html', 'app://bundle.evil/index.html', 'file:///etc/passwd', `${page}.evil`, 'data:text/html,x', 'about:blank'])
      expect(prevented(event, url), url).toBe(true)
  })

  it('brings a window back that has left our page unasked, and leaves others where they are', () => {
    contents.emit('did-navigate', {}, 'devtools://devtools/bundled/devtools_app.html')
    contents.emit('did-navigate', {}, page)
    contents.emit('did-navigate', {}, page)
    expect(loaded).toEqual([])
    contents.emit('did-navigate', {}, 'about:blank')
    expect(loaded).toEqual([page])
  })

  it('never lets a webview in', () => {
    expect(prevented('will-attach-webview', page)).toBe(true)
  })

  it('opens no window, and offers only https links to the person', () => {
    for (const url of ['https://example.com/', 'http://example.com/', 'file:///etc/passwd', 'javascript:alert(1)', page]) expect(openWindow({ url })).toEqual({ action: 'deny' })
    expect(opened).toEqual(['https://example.com/'])
  })
})

describe('guardSession', () => {
  it('denies every permission but copying text', () => {
    const handlers: Record<string, (...args: unknown[]) => unknown> = {}
    const set = (name: string) => (handler: (...args: unknown[]) => unknown) => {
      handlers[name] = handler
    }
    const names = ['setPermissionRequestHandler', 'setPermissionCheckHandler', 'setDevicePermissionHandler', 'setDisplayMediaRequestHandler']
    guardSession(Object.fromEntries(names.map((name) => [name, set(name)])) as unknown as Session)
    const granted: unknown[] = []
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'midiSysex', 'openExternal', 'fileSystem', 'unknown', 'clipboard-sanitized-write']) {
      handlers['setPermissionRequestHandler']?.(null, permission, (yes: boolean) => granted.push(yes))
      expect(handlers['setPermissionCheckHandler']?.(null, permission)).toBe(permission === 'clipboard-sanitized-write')
    }
    expect(granted).toEqual([false, false, false, false, false, false, false, false, true])
    expect(handlers['setDevicePermissionHandler']?.({})).toBe(false)
    handlers['setDisplayMediaRequestHandler']?.({}, (streams: unknown) => expect(streams).toBeNull())
  })
})
