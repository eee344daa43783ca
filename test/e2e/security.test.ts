/** Electron's checklist in a real window: what the page, a foreign page and a page gone wild can't do. The table is docs/security.md. */
import { existsSync, readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { contentPolicy } from '../../main/app/csp'
import type { Bridge } from '../../shared/contract'
import { newProfile } from '../../shared/profile'
import { filesBelow, leaks } from '../support/security/canary'
import { expect, test, type Sockdeck } from './support/app'

const home = 'app://bundle/index.html'

/** A page of somebody else, that counts its visitors. */
async function foreignSite(): Promise<{ url: string; visits: string[]; stop: () => void }> {
  const visits: string[] = []
  const server = createServer((request, response) => {
    visits.push(request.url ?? '')
    response.setHeader('Content-Type', 'text/html').end('<title>foreign</title>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, visits, stop: () => server.closeAllConnections() }
}

/** The breaches that follow are the test's own, made to see them refused. */
const forgive = (app: Sockdeck) => (app.complaints.length = 0)

/** What the window was really made with. */
function preferencesOf(app: Sockdeck): Promise<Record<string, unknown>> {
  type Inside = { getLastWebPreferences: () => Record<string, unknown> }
  return app.electron.evaluate(({ BrowserWindow }) => (BrowserWindow.getAllWindows()[0]?.webContents as unknown as Inside).getLastWebPreferences())
}

test('the page comes from app://, with the whole policy and nothing else of the disk', async ({ app }) => {
  const seen = await app.electron.evaluate(async ({ session }, wanted) => {
    const ask = async (url: string) => {
      const response = await session.defaultSession.fetch(url).catch((error: unknown) => String(error))
      if (typeof response === 'string') return response
      return { status: response.status, ...Object.fromEntries(response.headers), length: (await response.arrayBuffer()).byteLength }
    }
    return Promise.all(wanted.map(ask))
  }, [home, 'app://bundle/../../package.json', 'app://bundle/..%2f..%2fpackage.json', 'app://bundle/%2e%2e/main/index.js', 'app://evil/index.html', 'app://bundle//etc/passwd'])
  const [page, ...others] = seen
  expect(page).toMatchObject({ 'status': 200, 'content-security-policy': contentPolicy, 'x-content-type-options': 'nosniff', 'content-type': 'text/html; charset=utf-8' })
  expect(new Set(others)).toEqual(new Set(['Error: net::ERR_FILE_NOT_FOUND']))
  expect(await app.page.evaluate(() => [location.protocol, location.host, isSecureContext])).toEqual(['app:', 'bundle', true])
  const sources = await app.page.evaluate(() => [...document.querySelectorAll<HTMLScriptElement | HTMLLinkElement>('script, link')].map((element) => ('src' in element ? element.src : element.href)))
  expect(sources.filter((source) => !source.startsWith('app://bundle/'))).toEqual([])
})

test('the page is in a sandbox, in a context of its own, and its bridge is two functions', async ({ app }) => {
  const seen = await app.page.evaluate(() => {
    const { sockdeck } = globalThis as unknown as { sockdeck: Record<string, unknown> }
    const before = sockdeck['call']
    Reflect.set(sockdeck, 'call', null)
    return {
      bridge: Object.entries(sockdeck).map(([name, value]) => `${name}: ${typeof value}`).sort(),
      kept: sockdeck['call'] === before,
      node: ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'electron', 'ipcRenderer', 'setImmediate'].filter((name) => name in globalThis),
    }
  })
  expect(seen).toEqual({ bridge: ['call: function', 'listen: function'], kept: true, node: [] })
  const preferences = await preferencesOf(app)
  const wanted = { sandbox: true, contextIsolation: true, nodeIntegration: false, nodeIntegrationInSubFrames: false, webSecurity: true, webviewTag: false }
  expect(preferences).toMatchObject(wanted)
  for (const never of ['allowRunningInsecureContent', 'experimentalFeatures', 'enableBlinkFeatures']) expect(preferences[never] || null, never).toBeNull()
})

test('the page has no permission but to copy text', async ({ app }) => {
  type Devices = { usb: { requestDevice: (options: object) => Promise<unknown> } }
  const seen = await app.page.evaluate(async () => {
    const says = (asked: () => Promise<unknown>) => Promise.resolve().then(asked).then(() => 'granted', (error: unknown) => (error as Error).name)
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi', 'storage-access', 'window-management', 'local-fonts'] as PermissionName[]
    const states = await Promise.all(names.map(async (name) => [name, await navigator.permissions.query({ name }).then(({ state }) => state, () => 'unknown')]))
    return {
      granted: states.filter(([, state]) => state === 'granted'),
      notification: await Notification.requestPermission(),
      camera: await says(() => navigator.mediaDevices.getUserMedia({ video: true, audio: true })),
      screen: await says(() => navigator.mediaDevices.getDisplayMedia()),
      place: await new Promise((resolve) => navigator.geolocation.getCurrentPosition(() => resolve('granted'), ({ code }) => resolve(code))),
      read: await says(() => navigator.clipboard.readText()),
      midi: await says(() => navigator.requestMIDIAccess({ sysex: true })),
      usb: await says(() => (navigator as unknown as Devices).usb.requestDevice({ filters: [] })),
      copy: await says(() => navigator.clipboard.writeText('copied')),
    }
  })
  expect(seen).toMatchObject({ granted: [], notification: 'denied', place: 1, copy: 'granted' })
  for (const way of ['camera', 'screen', 'read', 'midi', 'usb'] as const) expect(seen[way], way).not.toBe('granted')
  forgive(app)
})

test('nothing leads the page away or opens another one', async ({ app }) => {
  const { page } = app
  const site = await foreignSite()
  await app.answerQuestions(1)
  // Gone with the page, should it be loaded anew.
  await page.evaluate(() => Object.assign(globalThis, { stayed: true }))
  for (const leave of ['assign', 'top', 'blank', 'form', 'open', 'refresh', 'frame', 'base'] as const) await page.evaluate(leaveBy, { way: leave, url: site.url })
  for (const url of ['javascript:document.title="owned"', 'data:text/html,owned', 'file:///etc/passwd', 'app://evil/index.html', 'app://bundle/other.html', 'chrome://gpu', 'devtools://devtools/bundled/inspector.html'])
    for (const way of ['assign', 'top', 'open'] as const) await page.evaluate(leaveBy, { way, url }).catch((error: unknown) => expect(String(error)).toMatch(/Trusted|Not allowed|SecurityError/i))
  // A round trip later everything asked for before has been decided.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
  await expect.poll(() => page.evaluate(() => [...document.querySelectorAll('iframe')].map((frame) => frame.contentDocument === null ? 'blocked' : frame.contentDocument.body.innerHTML))).toEqual(['blocked'])
  expect(page.url()).toBe(home)
  expect(await page.evaluate(() => [(globalThis as { stayed?: boolean }).stayed, document.title])).toEqual([true, expect.not.stringContaining('owned') as unknown])
  expect(app.electron.windows()).toHaveLength(1)
  expect(site.visits).toEqual([])
  forgive(app)
  site.stop()
})

test('a page that has gone to about:blank, which nobody is asked about, is brought back', async ({ app }) => {
  const isOld = () => app.page.evaluate(() => 'old' in globalThis).catch(() => true)
  await app.page.evaluate(() => {
    Object.assign(globalThis, { old: true })
    location.assign('about:blank')
  }).catch((error: unknown) => expect(String(error)).toContain('destroyed'))
  await expect.poll(async () => !(await isOld()) && app.page.url() === home).toBe(true)
  await expect(app.page.getByRole('region', { name: 'Deck' })).toBeVisible()
})

/** Runs in the page. */
function leaveBy({ way, url }: { way: 'assign' | 'top' | 'blank' | 'form' | 'open' | 'refresh' | 'frame' | 'base'; url: string }): void {
  const put = <E extends HTMLElement>(element: E): E => document.body.appendChild(element)
  const link = (target: string) => put(Object.assign(document.createElement('a'), { href: url, target })).click()
  const ways = {
    assign: () => location.assign(url),
    top: () => link('_top'),
    blank: () => link('_blank'),
    form: () => put(Object.assign(document.createElement('form'), { action: url, method: 'post' })).submit(),
    open: () => window.open(url),
    refresh: () => document.head.append(Object.assign(document.createElement('meta'), { httpEquiv: 'refresh', content: `0;url=${url}` })),
    frame: () => put(Object.assign(document.createElement('iframe'), { src: url })),
    base: () => document.head.append(Object.assign(document.createElement('base'), { href: url })),
  }
  ways[way]()
}

test('a webview is not even an element, and one that is made all the same is turned away', async ({ app }) => {
  expect(await app.page.evaluate(() => document.createElement('webview').constructor.name)).toBe('HTMLElement')
  const attached = await app.electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    let held = false
    const event = { preventDefault: () => (held = true) }
    window?.webContents.emit('will-attach-webview', event, {}, {})
    return held
  })
  expect(attached).toBe(true)
})

test('script and markup made by force are stopped by Trusted Types and the policy', async ({ app }) => {
  const seen = await app.page.evaluate(async () => {
    const name = (act: () => unknown) => {
      try {
        act()
        return 'went through'
      } catch (error) {
        return (error as Error).name
      }
    }
    const types = (globalThis as unknown as { trustedTypes: { createPolicy: (name: string, rules: object) => unknown } }).trustedTypes
    // The driver's own code may; what the page does later may not.
    const later = (act: () => unknown) => new Promise<string>((resolve) => setTimeout(() => resolve(name(act))))
    return [
      await later(() => (0, eval)('document.title=1')),
      // oxlint-disable-next-line typescript/no-implied-eval -- to see it refused
      await later(() => new Function('document.title=1')),
      name(() => (document.body.innerHTML = '<img src=x onerror="document.title=1">')),
      name(() => document.createElement('div').insertAdjacentHTML('beforeend', '<b>x</b>')),
      name(() => new DOMParser().parseFromString('<b>x</b>', 'text/html')),
      name(() => (document.createElement('script').text = 'document.title=1')),
      name(() => (document.createElement('script').src = 'https://evil.example/x.js')),
      name(() => (document.createElement('iframe').srcdoc = '<b>x</b>')),
      name(() => new Worker('data:text/javascript,1')),
      name(() => types.createPolicy('default', {})),
      name(() => types.createPolicy('svelte-trusted-html', {})),
    ]
  })
  expect(seen).toEqual(seen.map(() => expect.stringMatching(/^(TypeError|EvalError)$/) as unknown))
  expect(await app.page.title()).toBe('Sockdeck')
  forgive(app)
})

test('the page reaches no network by any means that a page has', async ({ app }) => {
  const site = await foreignSite()
  const seen = await app.page.evaluate(async (url) => {
    const says = (asked: () => Promise<unknown>) => Promise.resolve().then(asked).then(() => 'through', () => 'stopped')
    const fired = (target: EventTarget, good: string, bad: string) =>
      new Promise((resolve, reject) => {
        target.addEventListener(good, resolve)
        target.addEventListener(bad, reject)
      })
    navigator.sendBeacon(url, 'x')
    return Promise.all([
      says(() => fetch(url)),
      says(() => fetch(url, { mode: 'no-cors' })),
      says(() => {
        const request = new XMLHttpRequest()
        request.open('GET', url)
        request.send()
        return fired(request, 'load', 'error')
      }),
      says(() => fired(new WebSocket(url.replace('http', 'ws')), 'open', 'error')),
      says(() => fired(new EventSource(url), 'open', 'error')),
      says(() => fired(Object.assign(new Image(), { src: url }), 'load', 'error')),
      says(() => {
        const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: url })
        document.head.append(link)
        return fired(link, 'load', 'error')
      }),
      says(() => new FontFace('x', `url(${url})`).load()),
      // eslint-disable-next-line no-unsanitized/method -- to see it refused
      says(() => import(/* @vite-ignore */ url)),
      says(() => new Audio(url).play()),
    ])
  }, site.url)
  expect(seen).toEqual(seen.map(() => 'stopped'))
  expect(site.visits).toEqual([])
  forgive(app)
  site.stop()
})

test('a window with our preload on a foreign page gets no answer, nor does our page in a foreign window', async ({ app }) => {
  const { dataFolder } = await app.ask('app.start', {})
  const site = await foreignSite()
  for (const url of [site.url, 'data:text/html,<title>foreign</title>', 'about:blank', home]) {
    const reply = await app.electron.evaluate(
      async ({ BrowserWindow }, { address, preload }) => {
        const window = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true, contextIsolation: true } })
        await window.loadURL(address)
        const answer: unknown = await window.webContents.executeJavaScript(`sockdeck.call('app.start', {}).catch(String)`)
        window.destroy()
        return answer
      },
      { address: url, preload: path.join(import.meta.dirname, '../../out/preload/index.cjs') },
    )
    expect(reply, url).toMatchObject({ ok: false, error: { code: 'bad-sender' } })
  }
  await expect.poll(() => filesBelow(dataFolder).get('sockdeck.log')?.toString()).toMatch(/refused a call: bad-sender/)
  const own = await app.page.evaluate(() => (globalThis as unknown as { sockdeck: Bridge }).sockdeck.call('app.start', {}))
  expect(own).toMatchObject({ ok: true })
  site.stop()
})

test('a link leaves by a question with its whole address, and only https gets that far', async ({ app }) => {
  const questions = await app.answerQuestions(1)
  const schemes = [
    'http', 'file', 'ftp', 'smb', 'ssh', 'telnet', 'ldap', 'mailto', 'tel', 'sms', 'javascript', 'data', 'blob', 'about', 'view-source', 'chrome', 'devtools', 'vscode', 'ms-msdt', 'ms-word',
    'search-ms', 'itms-services', 'jar', 'steam', 'zoommtg', 'app', 'ws', 'wss', 'intent', 'sockdeck', 'x-apple.systempreferences',
  ]
  for (const scheme of schemes) await app.page.evaluate((url) => void window.open(url), `${scheme}://example.com/`).catch((error: unknown) => expect(String(error)).toMatch(/window.open|invalid/i))
  expect(await questions()).toEqual([])
  await app.page.evaluate(() => void window.open('https://example.com/?a=<b>'))
  await expect.poll(questions).toHaveLength(1)
  expect(app.electron.windows()).toHaveLength(1)
  forgive(app)
})

test('a page that crashes leaves no dump, and nothing on the disk has a secret in it', async ({ start, data }) => {
  const app = await start()
  const canary = 'canary+e2e/7f3a91=='
  const { id } = await app.ask('secrets.put', { text: canary })
  await app.ask('profiles.save', { profile: newProfile('sealed', { name: 'Sealed', url: 'ws://127.0.0.1:1/', options: { auth: { kind: 'bearer', token: id }, reconnect: { enabled: false } } }) })
  await app.connect('Sealed')
  await app.expectState('Sealed', /refused|Failed/i)
  const dumps = await app.electron.evaluate(({ app: main, crashReporter }) => ({ folder: main.getPath('crashDumps'), uploads: crashReporter.getUploadToServer(), parameters: crashReporter.getParameters() }))
  expect(dumps.uploads).toBe(false)
  await app.electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    return new Promise<void>((resolve) => {
      contents?.once('did-finish-load', () => resolve())
      contents?.forcefullyCrashRenderer()
    })
  })
  const found = existsSync(dumps.folder) ? readdirSync(dumps.folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(dmp|mdmp|core)$/.test(name)) : []
  expect(found).toEqual([])
  await app.quit()
  const files = filesBelow(data)
  expect([...files.keys()]).toContain('profiles.json')
  expect(leaks(files, { canary })).toEqual([])
})
