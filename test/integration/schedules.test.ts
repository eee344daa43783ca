import { describe, expect, it, onTestFinished } from 'vitest'
import { systemClock as clock } from '../../main/lib/clock'
import { silentLogger as logger } from '../../main/lib/logger'
import { Schedules } from '../../main/schedule/schedules'
import type { Schedule } from '../../shared/schedule'
import { Deck } from '../support/live-deck'
import { wsServer } from '../support/servers'
import { until } from '../support/until'

const schedule = (about: Partial<Schedule> = {}): Schedule => ({
  id: 's', name: 'Beat', message: { format: 'json', text: '{"n":{{$counter}},"socket":{{$index}}}' }, target: { kind: 'all' }, timing: { kind: 'every', ms: 100 }, times: 50, ...about,
})

function make() {
  const deck = new Deck()
  const schedules = new Schedules({ pool: deck.pool, clock, random: Math.random, logger, store: { value: [], save: () => undefined } })
  onTestFinished(() => schedules.close())
  const state = (id = 's') => schedules.list.find((one) => one.schedule.id === id) ?? expect.fail(`${id} is not there`)
  return { deck, schedules, state }
}

async function listening() {
  const got: string[][] = []
  const { url } = await wsServer((webSocket) => {
    const mine: string[] = []
    got.push(mine)
    webSocket.on('message', (data: Buffer) => mine.push(data.toString()))
  })
  return { got, url }
}

describe('a schedule with real sockets and real time', () => {
  it('takes fifty turns, 100 ms apart: each socket gets each message, in order, with the counter of the schedule', async () => {
    const { deck, schedules, state } = make()
    const { got, url } = await listening()
    const ids = [1, 2].map((index) => deck.add(url, {}, index))
    for (const id of ids) {
      deck.pool.open(id)
      await deck.reaches(id, 'open')
    }
    const begun = performance.now()
    schedules.start(schedule())
    await until(() => state().state === 'ended' && state().sent === state().runs * 2, 'it has ended', 25_000)
    const took = performance.now() - begun
    const { runs, skipped = 0, refused, driftMs, nextAt } = state()
    console.log(`mean drift of ${runs} turns at 100 ms: ${driftMs.toFixed(2)} ms, ${skipped} left out, ${took.toFixed(0)} ms in all`)
    expect({ runs, refused, nextAt }).toEqual({ runs: 50, refused: 0, nextAt: null })
    // On the grid: it ends where the last of its places is, however late single turns were.
    expect(took).toBeGreaterThan((50 + skipped) * 100 - 5)
    await until(() => got.every((mine) => mine.length === 50), 'all have come')
    expect(got).toEqual([1, 2].map((socket) => Array.from({ length: 50 }, (_, n) => JSON.stringify({ n: n + 1, socket }))))
    expect(deck.complaints).toEqual([])
  })

  it('runs beside others, and stops for good when it is told to', async () => {
    const { deck, schedules, state } = make()
    const { got, url } = await listening()
    await deck.opened(url)
    const ids = Array.from({ length: 20 }, (_, i) => `s${i}`)
    for (const id of ids) schedules.start(schedule({ id, timing: { kind: 'every', ms: 10 }, times: null, message: { format: 'text', text: id } }))
    await until(() => ids.every((id) => state(id).runs >= 10), 'each had its turns')
    for (const id of ids) schedules.stop(id)
    const runs = ids.map((id) => state(id).runs)
    await until(() => ids.every((id) => state(id).sent === state(id).runs), 'all are taken')
    await until(() => got[0]?.length === runs.reduce((sum, each) => sum + each, 0), 'all have come')
    for (const id of ids) expect(got[0]?.filter((text) => text === id)).toHaveLength(state(id).runs)
    expect(ids.map((id) => state(id).runs)).toEqual(runs)
  })

  it('counts what a full queue refuses, and goes on when the peer does', async () => {
    const { deck, schedules, state } = make()
    const { url } = await wsServer((webSocket) => { webSocket.pause(); setTimeout(() => webSocket.resume(), 400) })
    const id = await deck.opened(url, { queue: { messages: 2, bytes: 8 * 1024 * 1024 } })
    deck.pool.send(id, { binary: true, bytes: Buffer.alloc(8 * 1024 * 1024) })
    schedules.start(schedule({ timing: { kind: 'every', ms: 5 }, times: null, message: { format: 'text', text: 'x'.repeat(100_000) } }))
    await until(() => state().refused > 0, 'some were refused')
    await until(() => state().sent > 20, 'it goes on')
    expect(state().state).toBe('running')
    expect(state().sent + state().refused).toBeLessThanOrEqual(state().runs)
  })

  it('sends to the sockets that are open at that moment', async () => {
    const { deck, schedules, state } = make()
    const { got, url } = await listening()
    const id = deck.add(url)
    schedules.start(schedule({ timing: { kind: 'random', minMs: 5, maxMs: 15 }, times: null, message: { format: 'text', text: '{{$counter}}' } }))
    await until(() => state().runs > 3, 'it takes turns for nobody')
    expect(state()).toMatchObject({ sent: 0, problem: 'No socket is open' })
    deck.pool.open(id)
    await until(() => (got[0]?.length ?? 0) > 3, 'it sends')
    expect(state().problem).toBe('')
    const numbers = got[0]?.map(Number) ?? []
    expect(numbers[0]).toBeGreaterThan(3)
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index))
  })
})
