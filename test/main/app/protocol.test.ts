import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { contentPolicy } from '../../../main/app/csp'
import { bundlePage, bundleResponse, bundleScheme, readBundle, type Bundle } from '../../../main/app/protocol'
import { tempDir } from '../../support/disk'

let bundle: Bundle

beforeEach(() => {
  const dir = tempDir()
  const folder = path.join(dir, 'renderer')
  mkdirSync(path.join(folder, 'assets'), { recursive: true })
  writeFileSync(path.join(dir, 'secret.js'), 'secret')
  writeFileSync(path.join(folder, 'index.html'), '<!doctype html>')
  writeFileSync(path.join(folder, 'assets/index-a1.js'), 'export {}')
  writeFileSync(path.join(folder, 'assets/index-a1.js.map'), '{}')
  writeFileSync(path.join(folder, 'assets/font.woff2'), 'wOF2')
  symlinkSync(path.join(dir, 'secret.js'), path.join(folder, 'link.js'))
  bundle = readBundle(folder)
})

const get = (url: string, method = 'GET') => bundleResponse(bundle, { method, url })

describe('readBundle', () => {
  it('takes the built files that the page can use, and follows no link', () => {
    expect([...bundle.keys()].sort()).toEqual(['/assets/font.woff2', '/assets/index-a1.js', '/index.html'])
  })

  it('fails when the app was not built', () => {
    expect(() => readBundle(path.join(tempDir(), 'nothing'))).toThrow('ENOENT')
  })
})

describe('bundleResponse', () => {
  it('serves the page with its type, its policy and no guessing', async () => {
    const response = get(bundlePage)
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentPolicy,
      'x-content-type-options': 'nosniff',
    })
    expect(await response.text()).toBe('<!doctype html>')
  })

  it.each([['/assets/index-a1.js', 'text/javascript; charset=utf-8'], ['/assets/font.woff2', 'font/woff2']])('serves %s as %s', (file, type) => {
    expect(get(`app://bundle${file}`).headers.get('Content-Type')).toBe(type)
  })

  it('answers HEAD without a body and other methods with 405', async () => {
    expect(await get(bundlePage, 'HEAD').text()).toBe('')
    expect(get(bundlePage, 'HEAD').status).toBe(200)
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'get', '']) expect(get(bundlePage, method).status, method).toBe(405)
  })

  const traversals = [
    'app://bundle/../secret.js', 'app://bundle/..%2fsecret.js', 'app://bundle/%2e%2e/secret.js', 'app://bundle/%2e%2e%2fsecret.js', 'app://bundle/..%5csecret.js',
    'app://bundle/..\\secret.js', 'app://bundle/assets/../../secret.js', 'app://bundle/....//secret.js', 'app://bundle//etc/passwd', 'app://bundle/%00', 'app://bundle/index.html%00.js',
    'app://bundle/%252e%252e%252fsecret.js', 'app://bundle/%c0%ae%c0%ae/secret.js', 'app://bundle/C:/Windows/win.ini', 'app://bundle/file:///etc/passwd', 'app://bundle/link.js',
    'app://bundle/assets', 'app://bundle/assets/', 'app://bundle/', 'app://bundle', 'app://bundle/INDEX.HTML', 'app://bundle/%69ndex.html', 'app://bundle/assets/index-a1.js.map',
    'app://bundle/__proto__', 'app://bundle/constructor', 'app://bundle/%', 'app://bundle/%zz',
  ]
  it.each(traversals)('finds nothing at %s', async (url) => {
    const response = get(url)
    expect(response.status).toBe(404)
    expect(await response.text()).toBe('')
  })

  it.each(['app://evil/index.html', 'app://bundle.evil/index.html', 'app://bundle:1/index.html', 'file:///index.html', 'https://bundle/index.html', 'index.html', ''])(
    'finds nothing on another host: %j',
    (url) => {
      expect(get(url).status).toBe(404)
    },
  )
})

describe('bundleScheme', () => {
  it('has no privilege to go round the policy', () => {
    expect(bundleScheme).toEqual({ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } })
  })
})
