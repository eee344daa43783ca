/** A desk on which every text is hostile, and what of a page would show that one of them was more than text. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { WebSocketServer } from 'ws'
import { plainDeckView } from '../../../shared/deck-view'
import { limits } from '../../../shared/limits'
import { newFolder, newProfile, profileColors } from '../../../shared/profile'
import { count } from '../../support/counts'
import { hostileTexts, scripts, shapes } from '../../support/security/hostile-text'
import type { Sockdeck } from './app'

/** The most that a field takes of a text, and something where it takes no blank. */
const nameOf = (text: string) => text.trim().slice(0, limits.nameLength).trim() || 'blank'
const tagOf = (text: string) => nameOf(text).slice(0, 40).trim()
/** What an HTTP header takes: Latin-1 without control characters (RFC 9110 §5.5). */
const headerOf = (text: string) => text.replace(/[^\x20-\x7e\xa0-\xff]/g, '?').trim()
const bytesOf = (text: string, most: number) => {
  let cut = text.slice(0, most)
  while (Buffer.byteLength(cut) > most) cut = cut.slice(0, -1)
  return cut
}
/** Every third, or all with the full counts: each is walked past on every screen. */
const chosen = hostileTexts.filter((_, at) => at % count(3, 1) === 0)
/** A few of each kind, for places where every one would take long. */
const some = [...scripts.filter((_, at) => at % 7 === 0), ...shapes]

export interface HostilePeer {
  port: number
  stop: () => void
}

/** `/say/N` sends the N-th text, `/close/N` closes with it, `/refuse/N` has it in status line, headers, cookie and body, `/all` sends all of them. */
export async function hostilePeer(): Promise<HostilePeer> {
  const server = createServer()
  const webSockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    const [, way = '', number = ''] = (request.url ?? '').split(/[/?]/)
    const text = chosen[Number(number)] ?? ''
    if (way === 'refuse') {
      const headers = [`X-Why: ${headerOf(text)}`, `Set-Cookie: ${headerOf(text).replace(/[=;,\s]/g, '_')}=1`, 'Content-Type: text/html', `Content-Length: ${Buffer.byteLength(text)}`]
      return socket.end(Buffer.concat([Buffer.from([`HTTP/1.1 403 ${headerOf(text)}`, ...headers, '', ''].join('\r\n'), 'latin1'), Buffer.from(text)]))
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => webSocket.terminate())
      if (way === 'all') chosen.forEach((each, at) => webSocket.send(at % 9 === 0 ? Buffer.from(each) : each))
      else webSocket.send(text)
      if (way === 'close') webSocket.close(4000, bytesOf(text, 123))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = () => {
    for (const webSocket of webSockets.clients) webSocket.terminate()
    server.close()
  }
  return { port: (server.address() as AddressInfo).port, stop }
}

/** Puts hostile text into every field that a person or a peer can fill. Returns how many sockets there are. */
export async function furnishHostile(app: Sockdeck, { port }: HostilePeer): Promise<number> {
  const ways = ['say', 'close', 'refuse']
  const folders = shapes.concat(scripts.slice(0, 3)).map((text, at) => newFolder(`f${at}`, { name: nameOf(text), variables: [{ name: 'v', value: text, enabled: true, secret: false }] }))
  for (const folder of folders) await app.ask('folders.save', { folder })
  const profiles = chosen.map((text, at) =>
    newProfile(`p${at}`, {
      name: nameOf(text),
      color: profileColors[at % profileColors.length] ?? 'blue',
      folderId: at < scripts.length ? null : `f${at % folders.length}`,
      tags: at % 3 === 0 ? [tagOf(text)] : [],
      url: `ws://127.0.0.1:${port}/${ways[at % ways.length]}/${at}?q=${text.replace(/[#\s]/g, '_').slice(0, 300)}`,
      options: {
        request: { headers: [{ name: 'X-Own', value: headerOf(text), enabled: true, secret: false }], query: [{ name: nameOf(text), value: text, enabled: true, secret: false }] },
        reconnect: { enabled: false },
      },
    }),
  )
  profiles.push(newProfile('all', { name: nameOf(scripts[0] ?? ''), url: `ws://127.0.0.1:${port}/all`, options: { reconnect: { enabled: false } } }))
  await app.ask('profiles.restore', { removed: profiles.map((profile, index) => ({ index, profile })) })
  await furnishDesk(app)
  const { ids } = await app.ask('connections.add', { profileIds: profiles.map(({ id }) => id), count: 1, open: true, overrides: {}, rampMs: 0 })
  return ids.length
}

async function furnishDesk(app: Sockdeck): Promise<void> {
  const never = { kind: 'every' as const, ms: limits.scheduleMaxMs }
  await app.ask('messageFolders.save', { folder: { id: 'mf', name: nameOf(some[0] ?? ''), collapsed: false } })
  const messages = chosen.map((text, index) => ({ index, message: { id: `m${index}`, name: nameOf(text), format: 'text' as const, text, folderId: index % 2 === 0 ? 'mf' : null, profileId: null, shortcut: null } }))
  await app.ask('messages.restore', { removed: messages })
  const sent = chosen.slice(-limits.sentItems).map((text, at) => ({ id: `h${at}`, at: 1_700_000_000_000 + at, message: { format: 'text' as const, text }, targets: [{ name: nameOf(text), profileId: `p${at}` }], count: 1 }))
  await app.ask('history.restore', { items: sent })
  const variables = chosen.slice(0, limits.variables).map((text, at) => ({ name: `v${at}`, value: text, enabled: true, secret: false }))
  const environments = some.map((text, at) => ({ id: `e${at}`, name: nameOf(text), variables: [{ name: 'v', value: text, enabled: true, secret: false }] }))
  await app.ask('environments.save', { environments: { global: variables, environments, chosenId: 'e0' } })
  for (const [at, text] of some.entries()) {
    await app.ask('schedules.start', { schedule: { id: `s${at}`, name: nameOf(text), message: { format: 'text', text }, target: { kind: 'profile', profileId: `p${at}` }, timing: never, times: null } })
    await app.ask('decks.save', { deck: { id: `d${at}`, name: nameOf(text), items: [{ profileId: `p${at}`, count: 1, ticked: [] }], view: plainDeckView, panes: {}, hidden: [] } })
    await app.ask('log.mark', { note: text.slice(0, limits.markLength) })
  }
  const { settings, totals } = await app.ask('app.start', {})
  const filters = some.slice(0, limits.namedFilters).map((text) => ({ name: nameOf(text), filter: { text, regex: false, caseSensitive: false, connectionIds: null, directions: null, kinds: null, size: null, time: null, field: '' } }))
  await app.ask('settings.save', { log: { ...settings.log, filters } })
  await app.ask('captures.rename', { id: totals.captureId, name: nameOf(some[1] ?? '') })
}

/** Looks for script, markup and layout that came out of text, in all that is on the screen and in all that scrolls there. Runs in the page. */
export async function armPage(page: Page): Promise<void> {
  await page.evaluate(() => {
    const breaches: string[] = []
    const own = new Set(document.querySelectorAll('script, link, meta, style'))
    // Vite adds a link for each part of the page that is loaded later.
    const isOurs = (element: Element) => own.has(element) || (element instanceof HTMLLinkElement && element.href.startsWith('app://bundle/assets/'))
    const hidden = /[\u202A-\u202E\u2066-\u2069\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/
    const foreign = 'img:not(.cm-widgetBuffer), script, iframe, frame, object, embed, applet, base, meta, link, video, audio, marquee, math, foreignObject, animate, set, webview, portal, template, title ~ title'
    Object.assign(globalThis, { owned: () => breaches.push('a script ran') })
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => breaches.push(`the content policy stopped ${violatedDirective} ${blockedURI}`))

    const shown = (element: Element) => `<${element.localName}> ${element.outerHTML.slice(0, 200)}`
    const all = (root: ParentNode, selector: string) => [...root.querySelectorAll(selector)]
    const markup = (root: ParentNode) => [
      ...all(root, foreign).filter((element) => !isOurs(element)).map((element) => `an element that is not ours: ${shown(element)}`),
      ...all(root, '*').filter((element) => element.getAttributeNames().some((name) => name.startsWith('on'))).map((element) => `a handler in an attribute: ${shown(element)}`),
      ...all(root, 'a[href], form[action], [formaction]').filter((element) => !/^(https:|#)/.test(element.getAttribute('href') ?? '')).map((element) => `a way out: ${shown(element)}`),
    ]
    const texts = (root: Node) => {
      const found: string[] = []
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
        if (hidden.test(node.textContent ?? '')) found.push(`a character that is not seen: ${JSON.stringify(node.textContent?.slice(0, 80))} in ${node.parentElement?.className ?? ''}`)
      return found
    }
    const layout = () => {
      const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.scrollingElement ?? document.body
      const found = scrollWidth > clientWidth || scrollHeight > clientHeight ? [`the page overflows its window: ${scrollWidth}×${scrollHeight}`] : []
      for (const list of document.querySelectorAll('[role=grid], [role=tree]')) {
        const rows = [...list.querySelectorAll('[role=row], [role=treeitem]')].filter((row) => row.closest('[role=rowgroup]')?.getAttribute('role') !== 'head' && row.querySelector('[role=columnheader]') === null)
        const heights = new Set(rows.map((row) => Math.round(row.getBoundingClientRect().height)).filter((height) => height > 0))
        if (heights.size > 1) found.push(`rows of ${list.getAttribute('aria-label') ?? list.className} are ${[...heights].join(', ')} px high`)
      }
      return found
    }
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    const look = (root: Element = document.body) => [...breaches.splice(0), ...markup(root === document.body ? document : root), ...texts(root), ...layout()]
    const scrolled = new WeakSet<Element>()
    const scrollers = () =>
      all(document, '*').filter((element) => !scrolled.has(element) && element.scrollHeight > element.clientHeight + 1 && element.clientHeight > 40 && /auto|scroll/.test(getComputedStyle(element).overflowY))

    /** All that is there, and page by page what comes into being by scrolling; what was scrolled for one screen is not for the next. */
    const lookThrough = async () => {
      await frame()
      const found = new Set(look())
      for (const element of scrollers()) {
        scrolled.add(element)
        const before = element.scrollTop
        for (let top = 0; top < element.scrollHeight && top < 30_000 && element.isConnected; top += Math.max(100, element.clientHeight)) {
          element.scrollTop = top
          await frame()
          look(element).forEach((fault) => found.add(fault))
        }
        element.scrollTop = before
      }
      return [...found].slice(0, 20)
    }
    Object.assign(globalThis, { lookThrough, look: async () => (await frame(), [...new Set(look())].slice(0, 20)) })
  })
}

type Armed = Record<'look' | 'lookThrough', () => Promise<string[]>>

export const look = (page: Page) => page.evaluate(() => (globalThis as unknown as Armed).look())
export const lookThrough = (page: Page) => page.evaluate(() => (globalThis as unknown as Armed).lookThrough())
