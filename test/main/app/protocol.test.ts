import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { contentPolicy } from '../../../main/app/csp'
import { bundleAnswer, bundlePage, bundleScheme, listBundle, serveBundle, type Bundle } from '../../../main/app/protocol'
import { tempDir } from '../../support/disk'

const html = '<!doctype html><script src="./assets/index-a1.js"></script><link rel="preload" href="./assets/font.woff2">'
let bundle: Bundle

beforeEach(() => {
  const dir = tempDir()
  const folder = path.join(dir, 'renderer')
  mkdirSync(path.join(folder, 'assets'), { recursive: true })
  writeFileSync(path.join(dir, 'secret.js'), 'secret')
  writeFileSync(path.join(folder, 'index.html'), html)
  writeFileSync(path.join(folder, 'assets/index-a1.js'), 'export {}')
  writeFileSync(path.join(folder, 'assets/index-a1.js.map'), '{}')
  writeFileSync(path.join(folder, 'assets/font.woff2'), 'wOF2')
  symlinkSync(path.join(dir, 'secret.js'), path.join(folder, 'link.js'))
  bundle = listBundle(folder)
})

const get = (url: string, method = 'GET') => bundleAnswer(bundle, { method, url })

describe('listBundle', () => {
  it('takes the built files that the page can use, and follows no link', () => {
    expect([...bundle.keys()].sort()).toEqual(['/assets/font.woff2', '/assets/index-a1.js', '/index.html'])
  })

  it('fails when the app was not built', () => {
    expect(() => listBundle(path.join(tempDir(), 'nothing'))).toThrow('ENOENT')
  })
})

describe('bundleAnswer', () => {
  it('serves the page with its type, its policy and no guessing', () => {
    const answer = get(bundlePage)
    expect(answer.statusCode).toBe(200)
    expect(answer.headers).toEqual({
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': contentPolicy,
      'X-Content-Type-Options': 'nosniff',
    })
    expect(readFileSync(answer.path ?? '', 'utf8')).toBe(html)
  })

  it.each([['/assets/index-a1.js', 'text/javascript; charset=utf-8'], ['/assets/font.woff2', 'font/woff2']])('serves %s as %s', (file, type) => {
    expect(get(`app://bundle${file}`).headers['Content-Type']).toBe(type)
  })

  it('answers HEAD without a body and other methods with 405', () => {
    expect(get(bundlePage, 'HEAD')).toMatchObject({ statusCode: 200, path: null })
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'get', '']) expect(get(bundlePage, method).statusCode, method).toBe(405)
  })

  const traversals = [
    'app://bundle/../secret.js', 'app://bundle/..%2fsecret.js', 'app://bundle/%2e%2e/secret.js', 'app://bundle/%2e%2e%2fsecret.js', 'app://bundle/..%5csecret.js',
    'app://bundle/..\\secret.js', 'app://bundle/assets/../../secret.js', 'app://bundle/....//secret.js', 'app://bundle//etc/passwd', 'app://bundle/%00', 'app://bundle/index.html%00.js',
    'app://bundle/%252e%252e%252fsecret.js', 'app://bundle/%c0%ae%c0%ae/secret.js', 'app://bundle/C:/Windows/win.ini', 'app://bundle/file:///etc/passwd', 'app://bundle/link.js',
    'app://bundle/assets', 'app://bundle/assets/', 'app://bundle/', 'app://bundle', 'app://bundle/INDEX.HTML', 'app://bundle/%69ndex.html', 'app://bundle/assets/index-a1.js.map',
    'app://bundle/__proto__', 'app://bundle/constructor', 'app://bundle/%', 'app://bundle/%zz',
  ]
  it.each(traversals)('finds nothing at %s', (url) => {
    const answer = get(url)
    expect(answer.statusCode).toBe(404)
    expect(answer.path).toBeNull()
  })

  it.each(['app://evil/index.html', 'app://bundle.evil/index.html', 'app://bundle:1/index.html', 'file:///index.html', 'https://bundle/index.html', 'index.html', ''])(
    'finds nothing on another host: %j',
    (url) => {
      expect(get(url).statusCode).toBe(404)
    },
  )
})

describe('serveBundle', () => {
  function served(list: () => Bundle) {
    type Handle = (request: { method: string; url: string }, callback: (answer: object) => void) => void
    let handle: Handle | undefined
    const registerFileProtocol = (scheme: string, handler: Handle) => {
      expect(scheme).toBe('app')
      handle = handler
      return true
    }
    const asked = serveBundle({ registerFileProtocol } as unknown as Parameters<typeof serveBundle>[0], list)
    const ask = (url: string) => new Promise<object>((resolve) => handle?.({ method: 'GET', url }, resolve))
    return { asked, ask }
  }

  it('lists the files once, when the first of them is asked for, and says when the page has all that it names', async () => {
    let lists = 0
    const { asked, ask } = served(() => {
      lists += 1
      return bundle
    })
    expect(lists).toBe(0)
    let done = false
    void asked.then(() => (done = true))
    await ask(bundlePage)
    expect(await ask('app://bundle/assets/none.js')).toEqual({ error: -6 })
    const { 'Content-Type': type } = get('app://bundle/assets/font.woff2').headers
    expect(await ask('app://bundle/assets/font.woff2')).toMatchObject({ path: expect.stringMatching(/font\.woff2$/) as string, headers: { 'Content-Type': type, 'Content-Security-Policy': contentPolicy } })
    await Promise.resolve()
    expect([lists, done]).toEqual([1, false])
    await ask('app://bundle/assets/index-a1.js')
    await asked
    expect(lists).toBe(1)
  })

  it('answers and fails where the app was not built', async () => {
    const { asked, ask } = served(() => listBundle(path.join(tempDir(), 'nothing')))
    const failed = expect(asked).rejects.toThrow('ENOENT')
    expect(await ask(bundlePage)).toEqual({ error: -6 })
    await failed
  })
})

describe('bundleScheme', () => {
  it('has no privilege to go round the policy', () => {
    expect(bundleScheme).toEqual({ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } })
  })
})
