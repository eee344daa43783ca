import { beforeEach, describe, expect, it } from 'vitest'
import type { Sending } from '../../../main/connection/pool'
import { silentLogger } from '../../../main/lib/logger'
import { Schedules } from '../../../main/schedule/schedules'
import { AppError } from '../../../shared/errors'
import { limits } from '../../../shared/limits'
import type { Schedule, ScheduleState } from '../../../shared/schedule'
import type { SendOutcome } from '../../../shared/connection'
import { FakeClock, settled } from '../../support/clock'

const zero = 1_700_000_000_000
let clock: FakeClock
let schedules: Schedules
let seats: { id: string; name: string; profileId: string; folderId: string | null; open: boolean }[]
let sent: { at: number; ids: readonly string[]; counter: number | undefined; message: unknown }[]
let outcomeOf: (id: string) => SendOutcome
let unknown: string[] | undefined
let stored: Schedule[]
let random: number

const seat = (id: string, open = true, profileId = 'p', folderId: string | null = null) => ({ id, name: id, profileId, folderId, open })
const schedule = (about: Partial<Schedule> = {}): Schedule => ({
  id: 's', name: 'Beat', message: { format: 'text', text: 'tick' }, target: { kind: 'all' }, timing: { kind: 'every', ms: 100 }, times: null, ...about,
})
const refusal = (code: string): Error => expect.objectContaining({ code }) as Error
const state = (id = 's'): ScheduleState => schedules.list.find((one) => one.schedule.id === id) ?? expect.fail(`${id} is not there`)
const turns = () => sent.map(({ at, counter }) => [at, counter])

function open(): Schedules {
  const pool = {
    seats: () => seats,
    seat: (id: string) => seats.find((one) => one.id === id) ?? null,
    broadcast: (ids: readonly string[], message: unknown, counter?: number): Sending[] => {
      sent.push({ at: clock.elapsed() - zero, ids, counter, message })
      return ids.map((connectionId) => {
        const outcome = outcomeOf(connectionId)
        return { connectionId, outcome: outcome.kind === 'refused' ? outcome : { kind: 'queued' }, settled: Promise.resolve(outcome), unknown }
      })
    },
  }
  const store = { get value() { return stored }, save: (next: Schedule[]) => void (stored = next) }
  return new Schedules({ pool, clock, random: () => random, logger: silentLogger, store })
}

beforeEach(() => {
  clock = new FakeClock(zero)
  seats = [seat('a'), seat('b')]
  sent = []
  outcomeOf = () => ({ kind: 'sent' })
  unknown = undefined
  stored = []
  random = 0.5
  schedules = open()
})

describe('a schedule', () => {
  it('sends on its grid with a counter of its own, and tells when it is due next', async () => {
    expect(schedules.start(schedule())).toMatchObject({ state: 'running', runs: 0, nextAt: zero + 100, lastAt: null })
    await clock.advance(350)
    expect(turns()).toEqual([[100, 1], [200, 2], [300, 3]])
    expect(sent[0]).toMatchObject({ ids: ['a', 'b'], message: { binary: false, bytes: new TextEncoder().encode('tick') } })
    expect(state()).toEqual({
      schedule: schedule(), state: 'running', runs: 3, skipped: 0, sent: 6, refused: 0, nextAt: zero + 400, lastAt: zero + 300, driftMs: 0, problem: '',
    })
  })

  it('hands on a text with variables as it was written, since each socket fills its own', async () => {
    schedules.start(schedule({ message: { format: 'json', text: '{"n":{{$counter}}}' } }))
    await clock.advance(100)
    expect(sent[0]?.message).toEqual({ format: 'json', text: '{"n":{{$counter}}}' })
  })

  it('ends by itself after so many turns, and begins anew when it is asked to', async () => {
    schedules.start(schedule({ times: 2 }))
    await clock.advance(1_000)
    expect(turns()).toEqual([[100, 1], [200, 2]])
    expect(state()).toMatchObject({ state: 'ended', runs: 2, nextAt: null, lastAt: zero + 200 })
    expect(clock.pending).toBe(0)
    schedules.resume('s')
    expect(state()).toMatchObject({ state: 'running', runs: 0, sent: 0, nextAt: zero + 1_100 })
    await clock.advance(1_000)
    expect(turns().slice(2)).toEqual([[1_100, 1], [1_200, 2]])
  })

  it('pauses, and goes on counting on a grid that begins with the resume', async () => {
    schedules.start(schedule())
    await clock.advance(250)
    schedules.pause('s')
    expect(state()).toMatchObject({ state: 'paused', nextAt: null, runs: 2 })
    await clock.advance(1_030)
    schedules.resume('s')
    schedules.resume('s')
    await clock.advance(150)
    expect(turns()).toEqual([[100, 1], [200, 2], [1_380, 3]])
  })

  it.each(['paused', 'ended'] as const)('that is put back %s sends nothing until it is asked to', async (as) => {
    expect(schedules.start(schedule(), as)).toMatchObject({ state: as, nextAt: null, runs: 0 })
    expect(stored).toEqual([schedule()])
    await clock.advance(1_000)
    expect([turns(), clock.pending]).toEqual([[], 0])
    schedules.resume('s')
    await clock.advance(100)
    expect(turns()).toEqual([[1_100, 1]])
  })

  it('takes one late turn in place of those it missed, and none to make up for it', async () => {
    const { after } = clock
    let delay = 0
    clock.after = (ms, callback) => after(ms + delay, callback)
    schedules.start(schedule())
    await clock.advance(100)
    delay = 430
    await clock.advance(100)
    delay = 0
    await clock.advance(1_000)
    // Due at 300, it came at 730 instead.
    expect(turns().slice(0, 5)).toEqual([[100, 1], [200, 2], [730, 3], [800, 4], [900, 5]])
    expect(state()).toMatchObject({ runs: 8, skipped: 4 })
    expect(state().driftMs).toBeCloseTo(430 / 8)
  })

  it('waits on where a timer fires too early, and takes a turn that is a moment early for the turn', async () => {
    const { after } = clock
    const early = [60, 0.5]
    clock.after = (ms, callback) => after(ms - (early.shift() ?? 0), callback)
    schedules.start(schedule())
    await clock.advance(250)
    expect(turns()).toEqual([[99.5, 1], [200, 2]])
  })

  it('sends at random', async () => {
    schedules.start(schedule({ timing: { kind: 'random', minMs: 100, maxMs: 300 } }))
    await clock.advance(200)
    random = 0
    await clock.advance(200)
    expect(turns().map(([at]) => at)).toEqual([200, 400])
  })

  it('follows the wall clock by cron, in steps, so that a clock that is set is found', async () => {
    const wall = { offset: 0 }
    const { now } = clock
    clock.now = () => now() + wall.offset
    schedules.start(schedule({ timing: { kind: 'cron', expression: '0 * * * *' } }))
    const due = state().nextAt ?? 0
    expect(due - zero).toBeGreaterThan(60_000)
    wall.offset = due - zero - 90_000
    await clock.advance(60_000)
    expect(sent).toEqual([])
    await clock.advance(30_000)
    expect(sent).toHaveLength(1)
  })

  it('leaves as much time as it takes to all others', async () => {
    const { elapsed } = clock
    let extra = 0
    clock.elapsed = () => elapsed() + extra
    const slow = outcomeOf
    outcomeOf = (id) => {
      if (id === 'a') extra += 5
      return slow(id)
    }
    schedules.start(schedule({ timing: { kind: 'every', ms: 1 } }))
    await clock.advance(100)
    expect(sent.length).toBeLessThan(20)
    expect(state().skipped).toBeGreaterThan(80)
  })

  it('counts what sockets refuse or drop, and never waits for them', async () => {
    outcomeOf = (id) => (id === 'a' ? { kind: 'refused', reason: 'queue-full' } : { kind: 'dropped', reason: 'session-ended' })
    schedules.start(schedule())
    await clock.advance(300)
    expect(state()).toMatchObject({ runs: 3, sent: 0, refused: 6, problem: '' })
  })
})

describe('its audience', () => {
  it('takes its turns all the same while nobody is open, and says so until somebody is', async () => {
    seats = [seat('a', false)]
    schedules.start(schedule())
    await clock.advance(200)
    expect(state()).toMatchObject({ runs: 2, problem: 'No socket is open' })
    seats = [seat('a')]
    await clock.advance(100)
    expect(state()).toMatchObject({ runs: 3, sent: 1, problem: '' })
    expect(sent[0]?.counter).toBe(3)
  })

  it('says why where all of them refuse', async () => {
    outcomeOf = () => ({ kind: 'refused', reason: 'queue-full' })
    schedules.start(schedule())
    await clock.advance(100)
    expect(state().problem).toBe('The message is not sent: the send queue is full')
    outcomeOf = () => ({ kind: 'refused', reason: 'unknown-variable' })
    unknown = ['name']
    await clock.advance(100)
    expect(state().problem).toContain('{{name}}')
  })
})

describe('the schedules', () => {
  it('replace one of the same id where it stands, from its first turn', async () => {
    schedules.start(schedule({ id: 'r' }))
    schedules.start(schedule({ id: 's' }))
    await clock.advance(150)
    schedules.start(schedule({ id: 'r', timing: { kind: 'every', ms: 1_000 } }))
    expect(schedules.list.map((one) => [one.schedule.id, one.runs])).toEqual([['r', 0], ['s', 1]])
    await clock.advance(100)
    expect(sent).toHaveLength(3)
  })

  it('refuse what can not be sent or never comes, and change nothing then', async () => {
    schedules.start(schedule())
    expect(() => schedules.start(schedule({ timing: { kind: 'cron', expression: 'x' } }))).toThrow(refusal('bad-cron'))
    expect(() => schedules.start(schedule({ message: { format: 'json', text: '{' } }))).toThrow(refusal('bad-json'))
    await clock.advance(100)
    expect(sent).toHaveLength(1)
    for (const act of [() => schedules.pause('x'), () => schedules.resume('x'), () => schedules.stop('x'), () => schedules.remove('x')]) expect(act).toThrow(refusal('not-found'))
  })

  it('are bounded in number and in what they say', () => {
    for (let i = 0; i < limits.schedules; i += 1) schedules.start(schedule({ id: `s${i}` }))
    expect(() => schedules.start(schedule({ id: 'more' }))).toThrow(refusal('too-many'))
    schedules.start(schedule({ id: 's0' }))
    schedules.remove('s1')
    expect(() => schedules.start(schedule({ id: 'more', message: { format: 'text', text: 'x'.repeat(limits.scheduleCharacters) } }))).toThrow(refusal('too-many'))
    expect(schedules.list).toHaveLength(limits.schedules - 1)
  })

  it('stop and go, and leave no timer', async () => {
    for (const id of ['r', 's', 't']) schedules.start(schedule({ id }))
    schedules.stop('s')
    expect(state('s')).toMatchObject({ state: 'ended', nextAt: null })
    schedules.pause('s')
    expect(state('s').state).toBe('ended')
    schedules.remove('r')
    expect(schedules.list.map((one) => one.schedule.id)).toEqual(['s', 't'])
    await clock.advance(100)
    expect(sent).toHaveLength(1)
    schedules.close()
    expect(clock.pending).toBe(0)
    await clock.advance(1_000)
    expect(sent).toHaveLength(1)
  })

  it('are told of at most twenty times a second, and at once when a person does something', async () => {
    const told: number[] = []
    schedules.onChange(() => told.push(clock.elapsed() - zero))
    schedules.start(schedule({ timing: { kind: 'every', ms: 1 } }))
    await clock.advance(1_000)
    expect(told[0]).toBe(0)
    expect(told.length).toBeLessThanOrEqual(21)
    expect(told.length).toBeGreaterThan(15)
    told.length = 0
    schedules.pause('s')
    expect(told.length).toBeGreaterThan(0)
  })

  it('are told of more seldom where much would have to be told', async () => {
    let told = 0
    schedules.onChange(() => (told += 1))
    schedules.start(schedule({ timing: { kind: 'every', ms: 1 }, message: { format: 'text', text: 'x'.repeat(2 * 1024 * 1024) } }))
    told = 0
    await clock.advance(1_000)
    expect(told).toBe(1)
  })

  it('come back paused, but for those aimed at sockets that are gone by then', async () => {
    schedules.start(schedule({ id: 'r', target: { kind: 'connections', ids: ['a'] } }))
    schedules.start(schedule())
    expect(stored).toEqual([schedule()])
    schedules.close()
    const again = (schedules = open())
    expect(again.list).toMatchObject([{ schedule: schedule(), state: 'paused', runs: 0, nextAt: null }])
    await clock.advance(1_000)
    expect(sent).toEqual([])
    again.resume('s')
    await clock.advance(100)
    expect(sent).toHaveLength(1)
    again.remove('s')
    expect(stored).toEqual([])
    again.close()
  })

  it('begin nothing that could not be written down', async () => {
    const store = { value: [], save: () => { throw new AppError('store-write', 'no') } }
    const pool = { seats: () => seats, seat: () => null, broadcast: () => [] }
    const unwritable = new Schedules({ pool, clock, random: () => 0, logger: silentLogger, store })
    expect(() => unwritable.start(schedule())).toThrow(refusal('store-write'))
    expect(unwritable.list).toEqual([])
    await settled()
    expect(clock.pending).toBe(0)
  })
})
