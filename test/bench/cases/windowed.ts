/** The whole app with its window open and the log following, while messages arrive as fast as it takes them. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import type { Bridge, Replies } from '../../../shared/contract'
import { newProfile } from '../../../shared/profile'
import type { Figures } from '../load'
import { quantile, type Case, type CaseContext, type Comparison } from '../measure'
import { onlyCapture } from '../captures'
import { built, withServer, type LoadServer } from '../processes'
import { textsIn } from '../texts'
import { installProbe, readProbe, type ProbeReading } from '../page-probe'
import { readStalls, watchStalls } from '../stalls'

const root = path.join(built, '../..')
/** As often as a person types, and not in step with the screen. */
const keyEveryMs = 190
/** At the end of a run that is so slow, something is wrong. */
const longestRunMs = 180_000

export const windowed: Case = {
  name: 'Receive in the app',
  about:
    'The built app with its window open and the log following. The rate is of messages on disk. Stalls are of the event loop of main; frames and input latency are those of the page, where someone types into the composer: from a key press to the frame after it.',
  comparisons: (context) => [comparison(1, context), comparison(100, context)],
}

function comparison(sockets: number, { quick, folder }: CaseContext): Comparison {
  const messages = quick ? 500_000 : 6_000_000
  const who = sockets === 1 ? '1 socket' : `${sockets} sockets`
  return {
    lines: [
      { what: `${who}: captured`, key: 'rate', unit: 'msg/s', targets: [{ of: 'ours', least: 300_000 }] },
      { what: `${who}: lost of ${messages.toLocaleString('en-US')}`, key: 'lost', unit: 'messages', targets: [{ of: 'ours', most: 0 }] },
      { what: `${who}: frames drawn`, key: 'fps', unit: 'fps', targets: [{ of: 'ours', least: 30 }] },
      { what: `${who}: stalls of main, 99 % are within`, key: 'stallP99', unit: 'ms', targets: [{ of: 'ours', most: 50 }] },
      { what: `${who}: longest stall of main`, key: 'stallMost', unit: 'ms', targets: [] },
      { what: `${who}: input latency, 95 % are within`, key: 'input', unit: 'ms', targets: [{ of: 'ours', most: 100 }] },
      { what: `${who}: longest input latency`, key: 'inputMost', unit: 'ms', targets: [] },
    ],
    run: { ours: () => withServer((server) => runOnce({ server, folder, sockets, messages })) },
  }
}

interface Run {
  server: LoadServer
  folder: string
  sockets: number
  messages: number
}

async function runOnce({ server, folder, sockets, messages }: Run): Promise<Figures> {
  const data = mkdtempSync(path.join(folder, 'app-'))
  const electron = await _electron.launch({ cwd: root, args: ['.', `--user-data-dir=${data}`, '--disable-gpu'], env: process.env as Record<string, string> })
  const app = electron.process()
  try {
    const page = await electron.firstWindow()
    const entriesBefore = await openSockets(page, `${server.url}/?sockets=-1&count=${messages / sockets}`, sockets)
    await page.getByRole('region', { name: 'Composer' }).getByRole('textbox', { name: 'Message' }).focus()
    await page.evaluate(installProbe, entriesBefore + messages)
    await electron.evaluate(watchStalls)
    server.go()
    const reading = await typeUntilDone(page)
    const stalls = await electron.evaluate(readStalls)
    await quit(electron, app)
    return { ...figuresOf(reading, messages), ...stalls, lost: messages - textsIn(onlyCapture(path.join(data, 'captures'))) }
  } finally {
    // After a failure it still runs.
    if (app.exitCode === null && app.kill('SIGKILL')) await once(app, 'exit')
    rmSync(data, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Returns the entries of the log when all are open. */
async function openSockets(page: Page, url: string, sockets: number): Promise<number> {
  await page.getByRole('region', { name: 'Deck' }).waitFor()
  const profile = await call(page, 'profiles.save', { profile: newProfile('load', { name: 'Load', url }) })
  await call(page, 'connections.add', { profileIds: [profile.id], count: sockets, open: true, overrides: {}, rampMs: 0 })
  // Two entries for each: it connects, it is open.
  for (const end = performance.now() + 30_000; performance.now() < end; ) {
    const { captures } = await call(page, 'captures.list', {})
    const entries = captures.find(({ live }) => live)?.entries ?? 0
    if (entries >= 2 * sockets) return entries
    await page.waitForTimeout(100)
  }
  throw new Error('The sockets did not open')
}

async function call<C extends keyof Replies>(page: Page, command: C, payload: unknown): Promise<Replies[C]> {
  type Window = { sockdeck: Bridge }
  const asked = page.evaluate(({ name, what }) => (window as unknown as Window).sockdeck.call(name, what), { name: command, what: payload })
  const reply = (await asked) as { ok: true; value: Replies[C] } | { ok: false; error: unknown }
  if (!reply.ok) throw new Error(`${command} failed: ${JSON.stringify(reply.error)}`)
  return reply.value
}

async function typeUntilDone(page: Page): Promise<ProbeReading> {
  for (const end = performance.now() + longestRunMs; performance.now() < end; ) {
    await page.keyboard.press('a')
    await page.waitForTimeout(keyEveryMs)
    const reading = await page.evaluate(readProbe)
    if (reading.doneAt !== null) return reading
  }
  throw new Error(`Not all messages were captured within ${longestRunMs / 1000} s`)
}

function figuresOf({ begunAt, doneAt, frames, latencies }: ProbeReading, messages: number): Figures {
  const seconds = ((doneAt ?? NaN) - (begunAt ?? NaN)) / 1000
  return { rate: messages / seconds, fps: frames / seconds, input: quantile(latencies, 0.95), inputMost: quantile(latencies, 1) }
}

async function quit(electron: ElectronApplication, app: ChildProcess): Promise<void> {
  const gone = once(app, 'exit')
  await electron.evaluate(({ app }) => app.quit()).catch((error: unknown) => {
    // The connection may close before the answer comes: that is what was asked for.
    if (!String(error).includes('closed')) throw error
  })
  await gone
}
