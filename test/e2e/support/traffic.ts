/** Sockets to the app's own hub, and what of their traffic is in the log. */
import type { Bridge, Reply } from '../../../shared/contract'
import { everything, type LogFilter, type LogRow, type ViewProgress } from '../../../shared/entry'
import { limits } from '../../../shared/limits'
import { newProfile } from '../../../shared/profile'
import { expect, hubPort, type Sockdeck } from './app'

/** For what takes as long as the machine needs: it ends a test that hangs, and says nothing of speed. */
export const patience = { timeout: 60_000 }

/** Opens a socket of that name to a path of the hub; it is not opened again when it is closed. Answers its id. */
export async function openSocket(app: Sockdeck, name: string, path: string): Promise<string> {
  const options = { reconnect: { enabled: false } }
  const profile = newProfile(name.toLowerCase(), { name, url: `ws://127.0.0.1:${hubPort}${path}`, options })
  await app.ask('profiles.save', { profile })
  const { ids } = await app.ask('connections.add', { profileIds: [profile.id], count: 1, open: true, overrides: {}, rampMs: 0 })
  await expect(app.socket(name)).toBeVisible()
  return ids[0] ?? ''
}

interface Flood {
  /** Messages per second. */
  rate: number
  /** Messages in all; without it they go on. */
  count?: number
}

/** A socket named Flood, to which the hub sends `floodText(1)`, `floodText(2)` and so on. */
export function openFlood(app: Sockdeck, { rate, count }: Flood): Promise<string> {
  return openSocket(app, 'Flood', `/flood?rate=${rate}&size=100${count === undefined ? '' : `&count=${count}`}`)
}

export function floodText(number: number): string {
  return `${number} `.padEnd(100, '.')
}

/** Sends each text when the hub has sent back the one before it, so that each row's place in the log is known: out, in, out, in. */
export async function sendToEcho(app: Sockdeck, id: string, texts: readonly string[]): Promise<void> {
  const { viewId } = await openView(app, { connectionIds: [id], directions: ['in'] })
  const { end } = await searched(app, viewId)
  for (const [i, text] of texts.entries()) {
    await app.ask('connections.send', { ids: [id], message: { format: 'text', text } })
    await expect.poll(async () => (await progressOf(app, viewId)).end, { ...patience, intervals: [20] }).toBe(end + i + 1)
  }
  await app.ask('log.close', { viewId })
}

/** Numbers of the flood's messages on the screen, from top to bottom. */
export async function numbersShown(app: Sockdeck): Promise<number[]> {
  return (await app.rows()).flatMap((row) => /Flood (\d+) \./.exec(row)?.[1] ?? []).map(Number)
}

/** Number of the flood's message in the first row that is seen whole. */
export async function numberOnTop(app: Sockdeck): Promise<number> {
  const text = await app.log.evaluate((grid) => {
    const { top } = grid.getBoundingClientRect()
    const rows = [...grid.querySelectorAll<HTMLElement>('[role=row]')]
    return rows.find((row) => row.getBoundingClientRect().top > top - 1)?.innerText ?? ''
  })
  return Number(/Flood\s+(\d+) \./.exec(text)?.[1])
}

export function openView(app: Sockdeck, patch: Partial<LogFilter>, captureId: string | null = null): Promise<ViewProgress> {
  return app.ask('log.view', { captureId, filter: { ...everything, ...patch }, find: null })
}

export async function progressOf(app: Sockdeck, viewId: number): Promise<ViewProgress> {
  return app.ask('log.rows', { viewId, from: 0, count: 0 })
}

/** How far the view is when it has looked at all that there is. */
export async function searched(app: Sockdeck, viewId: number): Promise<ViewProgress> {
  await expect.poll(async () => (await progressOf(app, viewId)).scanned, patience).toBe(1)
  return progressOf(app, viewId)
}

/** All rows that the view has so far. */
export async function rowsOf(app: Sockdeck, viewId: number): Promise<LogRow[]> {
  const { first, end } = await progressOf(app, viewId)
  const rows: LogRow[] = []
  for (let from = first; from < end; from += limits.rowsPerCall) rows.push(...(await rowsAt(app, viewId, from, Math.min(limits.rowsPerCall, end - from))))
  return rows
}

async function rowsAt(app: Sockdeck, viewId: number, from: number, count: number): Promise<LogRow[]> {
  return (await app.ask('log.rows', { viewId, from, count })).rows
}

export function numberOf({ preview }: LogRow): number {
  return Number(/^(\d+) /.exec(preview)?.[1])
}

export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1)
}

/** So many pages are looked at when there are more. */
const pagesSeen = 500

/**
 * A view that holds nothing but the flood has the numbers from 1 to `count`, each in its place. Of a long one the first page is looked
 * at, the last, and others between: a number that is missing or comes twice moves all that come after it. The page asks: rows are long on their way to here.
 */
export async function expectNumbered(app: Sockdeck, viewId: number, count: number): Promise<void> {
  const most = limits.rowsPerCall
  const step = most * Math.max(1, Math.floor(count / most / pagesSeen))
  const places = [...Array.from({ length: Math.ceil(count / step) }, (_, i) => i * step), Math.max(0, count - most)]
  const wrong = await app.page.evaluate(
    async (question) => {
      const { sockdeck } = window as unknown as { sockdeck: Bridge }
      const found: string[] = []
      for (const from of question.places) {
        const length = Math.min(question.most, question.count - from)
        const reply = (await sockdeck.call('log.rows', { viewId: question.viewId, from, count: length })) as Reply<'log.rows'>
        const rows = reply.ok ? reply.value.rows : []
        for (let i = 0; i < length; i += 1) {
          const preview = rows[i]?.preview ?? 'nothing'
          if (!preview.startsWith(`${from + i + 1} .`)) found.push(`${from + i + 1} expected, found ${preview}`)
        }
      }
      return found.slice(0, 10)
    },
    { viewId, count, most, places },
  )
  expect(wrong).toEqual([])
}
