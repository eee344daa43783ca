/**
 * Pictures of the app for docs/screenshots: <screen>-<theme>-<language>-<width>.png in both themes, languages and window sizes, and
 * <screen>-<theme>.png of what the read-me and the guide explain.
 */
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { WebSocketServer } from 'ws'
import { newFolder, newProfile } from '../../shared/profile'
import type { Overrides } from '../../shared/options'
import { languages, type Language } from '../../shared/words/words'
import { expect, test, type Sockdeck } from '../e2e/support/app'
import { LogView } from '../e2e/support/log-view'
import { furnish, leave, screens, type Screen } from '../e2e/support/screens'

const folder = path.join(import.meta.dirname, '../../docs/screenshots')
const sizes = [[1280, 800], [900, 600]] as const
const wanted = new Set(['window', 'cards', 'charts', 'hub', 'palette', 'settings'])

async function sized(app: Sockdeck, width: number, height: number): Promise<void> {
  await app.electron.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w ?? 0, h ?? 0), [width, height])
  await expect.poll(() => app.page.evaluate(() => [window.innerWidth, window.innerHeight])).toEqual([width, height])
}

/** All that follows from a change has been drawn. */
async function drawn({ page }: Sockdeck): Promise<void> {
  await page.evaluate(() => document.fonts.ready)
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
}

/** One picture in each theme. */
async function shoot(app: Sockdeck, name: (theme: string) => string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await app.ask('settings.save', { theme })
    await expect(app.page.locator('html')).toHaveAttribute('data-theme', theme)
    await drawn(app)
    await app.page.screenshot({ path: path.join(folder, `${name(theme)}.png`), animations: 'disabled' })
  }
}

const ofTheFolder: Overrides = {
  reconnect: { baseMs: 500, capMs: 30_000, attempts: 20 },
  heartbeat: { intervalMs: 20_000 },
  compression: { mode: 'offered' },
}

/** A folder with options, and a server that speaks no TLS where TLS was asked for. */
async function addOptions(app: Sockdeck): Promise<void> {
  await app.ask('folders.save', { folder: newFolder('market', { name: 'Market data', options: ofTheFolder }) })
  const options: Overrides = { reconnect: { baseMs: 600_000, capMs: 600_000 }, tls: { serverName: 'feed.example.com' } }
  await app.ask('profiles.save', { profile: newProfile('feed', { name: 'Order feed', folderId: 'market', color: 'orange', url: 'wss://127.0.0.1:7625/echo', options }) })
  await app.ask('connections.add', { profileIds: ['feed'], count: 1, open: true, overrides: {}, rampMs: 0 })
  await expect(app.socket('Order feed')).toContainText('Failed')
}

/** A server that takes everybody and drops them at once, and one that goes away while ten are connected to it: they wait for their turn. */
async function addComebacks(app: Sockdeck): Promise<void> {
  const [flapping, leaving] = await Promise.all([serve(), serve()])
  flapping.server.on('connection', (socket) => socket.terminate())
  const profiles = [
    newProfile('flapping', { name: 'Order gateway', color: 'orange', url: flapping.url, options: { reconnect: { baseMs: 20, capMs: 60 } } }),
    newProfile('leaving', { name: 'Bids', color: 'violet', url: leaving.url, options: { reconnect: { baseMs: 10, capMs: 10, jitter: 'none' } } }),
  ]
  for (const profile of profiles) await app.ask('profiles.save', { profile })
  await app.ask('connections.add', { profileIds: ['leaving'], count: 10, open: true, overrides: {}, rampMs: 0 })
  await app.ask('connections.add', { profileIds: ['flapping'], count: 1, open: true, overrides: {}, rampMs: 0 })
  await expect.poll(() => leaving.server.clients.size).toBe(10)
  for (const socket of leaving.server.clients) socket.terminate()
  leaving.server.close()
  await app.deck.focus()
  await app.page.keyboard.press('End')
  await expect(app.socket('Order gateway')).toContainText('Flapping', { timeout: 20_000 })
  await expect(app.socket('Bids #9')).toContainText(/In line|Next in line/)
  flapping.server.close()
  const log = new LogView(app)
  await log.pill.click()
  await log.text.fill('Flapping|its turn')
  await log.regex.click()
  await expect(app.log).toContainText('Flapping')
}

async function serve(): Promise<{ server: WebSocketServer; url: string }> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  return { server, url: `ws://127.0.0.1:${(server.address() as { port: number }).port}/` }
}

/** What the read-me and the guide explain, each in English and one size. */
const explained: readonly Screen[] = [
  {
    name: 'log',
    show: async (app) => {
      const { find, pause } = new LogView(app)
      await app.log.focus()
      await app.page.keyboard.press('Control+F')
      await find.text.fill('"tick":2')
      await app.page.keyboard.press('Enter')
      await pause.click()
      await app.log.getByRole('row').filter({ hasText: '"tick"' }).first().click()
      await app.inspector.getByText('Tree', { exact: true }).click()
      await expect(app.inspector.getByRole('tree')).toBeVisible()
    },
    leave: async (app) => {
      await app.log.focus()
      for (let i = 0; i < 3; i += 1) await app.page.keyboard.press('Escape')
      await expect(app.inspector).toHaveCount(0)
    },
  },
  {
    name: 'options',
    show: async (app) => {
      await addOptions(app)
      await app.profile('Order feed').click({ button: 'right' })
      await app.page.getByRole('menuitem', { name: 'Edit…' }).click()
      await app.page.getByRole('dialog').getByRole('tab', { name: /^Reconnect/ }).click()
    },
  },
  {
    name: 'attempts',
    show: async (app) => {
      await app.socket('Order feed').click()
      await app.deck.press('w')
      await expect(app.page.getByRole('dialog', { name: 'Attempts of Order feed' })).toBeVisible()
    },
  },
  { name: 'comeback', show: addComebacks, leave: () => Promise.resolve() },
]

async function speak(app: Sockdeck, language: Language): Promise<void> {
  await app.ask('settings.save', { language })
  await expect(app.page.locator('html')).toHaveAttribute('lang', language)
}

async function inEveryLook(app: Sockdeck, screen: Screen): Promise<void> {
  for (const language of languages) {
    await speak(app, language)
    await screen.show(app)
    for (const [width, height] of sizes) {
      await sized(app, width, height)
      await shoot(app, (theme) => `${screen.name}-${theme}-${language}-${width}`)
    }
    await leave(app, screen)
  }
}

/** Charts and rates have something to show: a quarter of a minute of a clock that ticks four times a second. */
async function filled(app: Sockdeck): Promise<void> {
  const ticks = async () => Number(/"tick":(\d+)/.exec(await app.socket('Trades').innerText())?.[1])
  await expect.poll(ticks, { timeout: 60_000 }).toBeGreaterThan(60)
}

test('pictures of every screen', async ({ start }) => {
  await mkdir(folder, { recursive: true })
  const app = await start()
  await app.ask('settings.save', { motion: 'reduced' })
  await furnish(app)
  // Off the rows, whose buttons would hide what they say.
  await app.page.mouse.move(1_000, 798)
  await filled(app)
  for (const screen of screens.filter(({ name }) => wanted.has(name))) await inEveryLook(app, screen)
  await speak(app, 'en')
  await sized(app, 1280, 800)
  for (const screen of explained) {
    await screen.show(app)
    await shoot(app, (theme) => `${screen.name}-${theme}`)
    await leave(app, screen)
  }
})
