/** Takes turns by the clock: as the app does, or by a plain interval timer over bare `ws`. */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { Pool } from '../../../main/connection/pool'
import { systemClock as clock } from '../../../main/lib/clock'
import { loggerTo, toStderr } from '../../../main/lib/logger'
import { Schedules } from '../../../main/schedule/schedules'
import { planOf } from '../../../shared/plan'
import { newProfile } from '../../../shared/profile'
import { MemoryLog } from '../../support/memory-log'
import { readArgument, report } from '../load'
import { quantile } from '../measure'

export interface Beating {
  way: 'ours' | 'bare'
  url: string
  sockets: number
  schedules: number
  ms: number
  turns: number
}

const { way, url, sockets, schedules: count, ms, turns } = readArgument<Beating>()
const text = 'x'.repeat(100)
/** Of each schedule: when it began, and its turns since then. */
const beats = Array.from({ length: count }, () => ({ begun: 0, at: [] as number[] }))

/** Turns that were left out, of each schedule; none where there are no places. */
function done(skipped: readonly number[] = []): void {
  const place = (since: number) => Math.max(1, Math.round(since / ms)) * ms
  const all = beats.flatMap(({ begun, at }) => at.map((time) => Math.abs(time - begun - place(time - begun))))
  // A plain timer knows no places: what it is late in all shows at its last turn.
  const lasts = beats.map(({ begun, at }, beat) => Math.abs((at.at(-1) ?? NaN) - begun - (at.length + (skipped[beat] ?? 0)) * ms))
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)
  report({ drift: sum(all) / all.length, p99: quantile(all, 0.99), last: Math.max(...lasts), skipped: sum(skipped) })
}

/** Not all in the same moment. */
const begin = (beat: number, start: () => void) => setTimeout(start, (beat * ms) / count)

async function ours(): Promise<void> {
  const logger = loggerTo(toStderr())
  const pool = new Pool({ log: new MemoryLog(clock), clock, random: Math.random, logger })
  const plan = planOf(newProfile('load', { name: 'Load', url }), { defaults: {}, folders: [] })
  const ids = Array.from({ length: sockets }, () => pool.add(plan, 'Load'))
  const open = new Promise<void>((resolve) => pool.onChange(() => pool.seats().every((seat) => seat.open) && resolve()))
  for (const id of ids) pool.open(id)
  await open
  const marked: Pick<Pool, 'seat' | 'seats' | 'broadcast'> = {
    seat: (id) => pool.seat(id),
    seats: () => pool.seats(),
    broadcast: (to, message, counter) => {
      beats[current]?.at.push(clock.elapsed())
      return pool.broadcast(to, message, counter)
    },
  }
  let current = 0
  const each = beats.map((beat, place) => {
    // One of its own for each: who sends is known by whose pool it is.
    const own = { ...marked, broadcast: (...args: Parameters<Pool['broadcast']>) => ((current = place), marked.broadcast(...args)) }
    const schedules = new Schedules({ pool: own, clock, random: Math.random, logger, store: { value: [], save: () => undefined } })
    begin(place, () => {
      beat.begun = clock.elapsed()
      schedules.start({ id: 's', name: 'Beat', message: { format: 'text', text }, target: { kind: 'all' }, timing: { kind: 'every', ms }, times: turns })
    })
    return schedules
  })
  const states = () => each.flatMap(({ list }) => list)
  const timer = setInterval(() => {
    if (states().length < count || states().some(({ state }) => state !== 'ended')) return
    clearInterval(timer)
    done(states().map(({ skipped = 0 }) => skipped))
  }, 500)
}

async function bare(): Promise<void> {
  const open = Array.from({ length: sockets }, () => new WebSocket(url, { perMessageDeflate: false }))
  await Promise.all(open.map((webSocket) => once(webSocket, 'open')))
  let left = count
  for (const [place, beat] of beats.entries())
    begin(place, () => {
      beat.begun = clock.elapsed()
      const timer = setInterval(() => {
        beat.at.push(clock.elapsed())
        for (const webSocket of open) webSocket.send(text)
        if (beat.at.length < turns) return
        clearInterval(timer)
        left -= 1
        if (left === 0) done()
      }, ms)
    })
}

await (way === 'ours' ? ours() : bare())
