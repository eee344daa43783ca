/** Typing into the composer while many sockets are busy, beside typing into a window that does nothing else. */
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { newProfile } from '../../../shared/profile'
import type { Figures } from '../load'
import { quantile, type Case } from '../measure'
import { readTyping, watchTyping } from '../typing-probe'
import { ask, withWindow, type OpenedWindow } from '../window'

const sockets = 100
const messagesPerSecond = 10_000
const stepMs = 10
/** As often as a fast typist, and not in step with the screen. */
const keyEveryMs = 83
const word = '{"symbol": "ABC", "price": 12.5}'

export const typing: Case = {
  name: 'Typing under load',
  about: `Someone types JSON into the composer while ${sockets} sockets get ${messagesPerSecond.toLocaleString('en-US')} messages a second together, with the log following; beside it an Electron window that holds one text field and does nothing else. From a key press to the frame that shows it.`,
  comparisons: ({ quick, folder }) => {
    const keys = quick ? 40 : 240
    return [
      {
        lines: [
          { what: 'Frames drawn', key: 'fps', unit: 'fps', targets: [{ of: 'ours', least: 50 }] },
          { what: 'Key to glyph, 95 % are within', key: 'p95', unit: 'ms', targets: [{ of: 'ours', most: 50 }] },
          { what: 'Key to glyph, median', key: 'p50', unit: 'ms', targets: [] },
          { what: 'Received meanwhile', key: 'rate', unit: 'msg/s', targets: [{ of: 'ours', least: 9_500 }] },
        ],
        run: {
          ours: () => withWindow(folder, false, (window) => underLoad(window, keys)),
          electron: () => withWindow(folder, true, (window) => typed(window, keys)),
        },
      },
    ]
  },
}

async function underLoad(window: OpenedWindow, keys: number): Promise<Figures> {
  const { page, field } = window
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await new Promise((resolve) => server.once('listening', resolve))
  const text = JSON.stringify({ type: 'tick', filler: 'x'.repeat(70) })
  try {
    const profile = newProfile('load', { name: 'Load', url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/` })
    await ask(page, 'profiles.save', { profile })
    await ask(page, 'connections.add', { profileIds: [profile.id], count: sockets, open: true, overrides: {}, rampMs: 0 })
    while (server.clients.size < sockets) await page.waitForTimeout(50)
    const timer = setInterval(() => {
      for (const client of server.clients) client.send(text)
    }, stepMs)
    await page.waitForTimeout(2_000)
    await field.focus()
    const before = await received(page)
    const figures = await typed(window, keys)
    clearInterval(timer)
    return { ...figures, rate: ((await received(page)) - before) / figures.seconds }
  } finally {
    for (const client of server.clients) client.terminate()
    server.close()
  }
}

async function received(page: OpenedWindow['page']): Promise<number> {
  const { captures } = await ask(page, 'captures.list', {})
  return captures.find(({ live }) => live)?.entries ?? 0
}

async function typed({ page }: OpenedWindow, keys: number): Promise<Figures & { seconds: number }> {
  await page.evaluate(watchTyping)
  for (let i = 0; i < keys; i += 1) {
    await page.keyboard.press(word[i % word.length] ?? 'a')
    await page.waitForTimeout(keyEveryMs)
  }
  const { seconds, frames, latencies } = await page.evaluate(readTyping)
  return { seconds, fps: frames / seconds, p95: quantile(latencies, 0.95), p50: quantile(latencies, 0.5) }
}
