import { describe, expect, it } from 'vitest'
import { isOwnPage, isTrusted } from '../../../main/ipc/sender'

const page = 'app://bundle/index.html'
const own = { url: page, isMainFrame: true, hasParent: false }

describe('isTrusted', () => {
  it("trusts the app's page in the main frame", () => {
    expect(isTrusted(own, page)).toBe(true)
  })

  it('trusts nobody when the frame is gone', () => {
    expect(isTrusted(null, page)).toBe(false)
  })

  it('refuses another frame, and a frame inside another', () => {
    expect(isTrusted({ ...own, isMainFrame: false }, page)).toBe(false)
    expect(isTrusted({ ...own, hasParent: true }, page)).toBe(false)
  })

  it('refuses every page that only looks like ours', () => {
    const foreign = [
      'app://bundle.evil/index.html', 'app://bundle:81/index.html', 'app://evil/bundle', 'app://bundle@evil/', 'app://user@bundle/index.html',
      'app://', 'app:bundle', 'apps://bundle/index.html', 'file:///bundle/index.html', 'https://bundle/index.html', 'http://127.0.0.1:5317/',
      'about:blank', 'about:srcdoc', 'data:text/html,x', 'blob:app://bundle/1', 'javascript:1', 'devtools://bundle/', '', 'bundle', '\0',
    ]
    for (const url of foreign) expect(isTrusted({ ...own, url }, page), url).toBe(false)
  })

  it("trusts the dev server's page only when that is the page", () => {
    const dev = 'http://127.0.0.1:5317/'
    expect(isOwnPage('http://127.0.0.1:5317/index.html', dev)).toBe(true)
    expect(isOwnPage('http://127.0.0.1:5318/', dev)).toBe(false)
    expect(isOwnPage('https://127.0.0.1:5317/', dev)).toBe(false)
    expect(isOwnPage(page, dev)).toBe(false)
  })
})
