import { describe, expect, it } from 'vitest'
import { cause } from '../../../main/lib/fault'
import { text } from '../../support/engine'
import { FakeSocket } from '../../support/fake-socket'
import { settled } from '../../support/clock'
import { newPlan, type PlanAbout } from '../../support/plan'
import { scripted, type Next } from '../../support/scripted'

const refusal = cause('tcp', 'refused', { code: 'ECONNREFUSED' })
const noHeartbeat = { enabled: false }
const start = (script: Next[], about: PlanAbout = {}) => scripted(script, { about })

describe('the life of a connection', () => {
  it('goes from idle over connecting to open, and is closed when asked', async () => {
    const { connection, kinds } = start([new FakeSocket()])
    expect(connection.snapshot.state).toEqual({ kind: 'idle' })
    connection.open()
    await settled()
    expect(connection.snapshot.state.kind).toBe('open')
    connection.close()
    await connection.over()
    expect(kinds()).toEqual(['connecting', 'open', 'closing', 'closed'])
    expect(connection.snapshot.state).toMatchObject({ cause: { kind: 'user-closed', closeCode: 1000, wasClean: true } })
  })

  it('retries with a growing ceiling and numbers its attempts', async () => {
    const { connection, clock, states } = start([refusal, refusal, refusal, new FakeSocket()])
    connection.open()
    await clock.advance(500 + 1_000 + 2_000)
    expect(connection.snapshot.state.kind).toBe('open')
    const waits = states.flatMap((state) => (state.kind === 'waiting' ? [state] : []))
    expect(waits.map((state) => state.attempt)).toEqual([1, 2, 3])
    const tries = states.flatMap((state) => (state.kind === 'connecting' ? [state.attempt] : []))
    expect(tries).toEqual([1, 2, 3, 4])
    expect(connection.snapshot.counters.retries).toBe(3)
  })

  it('ends as failed when its attempts are used up', async () => {
    const { connection, clock, dials } = start([refusal, refusal, refusal, refusal], { reconnect: { enabled: true, baseMs: 100, capMs: 100, attempts: 2 } })
    connection.open()
    await clock.advance(10_000)
    expect(connection.snapshot.state).toMatchObject({ kind: 'failed', cause: refusal })
    expect(dials).toHaveLength(3)
    expect(clock.pending).toBe(0)
  })

  it('does not retry what the table calls hopeless, nor when reconnecting is off', async () => {
    const hopeless = start([cause('http', 'http-status', { httpStatus: 403 })])
    hopeless.connection.open()
    await hopeless.clock.advance(60_000)
    expect(hopeless.dials).toHaveLength(1)
    const off = start([refusal], { reconnect: { enabled: false, baseMs: 100, capMs: 100, attempts: null } })
    off.connection.open()
    await off.clock.advance(60_000)
    expect(off.dials).toHaveLength(1)
    expect(off.connection.snapshot.state.kind).toBe('failed')
  })

  it('starts the backoff anew only after 10 s of being up', async () => {
    const drop = cause('open', 'no-close-frame')
    for (const [upMs, ceilingMs] of [[9_999, 4_000], [10_000, 1_000]] as const) {
      const socket = new FakeSocket()
      const { connection, clock, states } = start([refusal, refusal, socket], { heartbeat: noHeartbeat })
      connection.open()
      await clock.advance(1_500)
      await clock.advance(upMs)
      socket.end(drop)
      await settled()
      const state = states.at(-1)
      expect(state?.kind === 'waiting' && state.retryAt - clock.now()).toBe(ceilingMs / 2)
      connection.close()
      await connection.over()
    }
  })

  it('makes the next attempt at once on retry now, and opens again what is over', async () => {
    const { connection, clock, dials } = start([refusal, refusal], { reconnect: { enabled: true, baseMs: 30_000, capMs: 30_000, attempts: 1 } })
    connection.open()
    await settled()
    expect(connection.snapshot.state.kind).toBe('waiting')
    connection.retryNow()
    await settled()
    expect(dials).toHaveLength(2)
    expect(connection.snapshot.state.kind).toBe('failed')
    connection.retryNow()
    await settled()
    expect(dials).toHaveLength(3)
    connection.close()
    await connection.over()
    expect(clock.pending).toBe(0)
  })

  it.each(['connecting', 'waiting'] as const)('is closed at once while it is %s, and nothing happens after', async (moment) => {
    const { connection, clock, kinds, dials } = start([moment === 'connecting' ? null : refusal])
    connection.open()
    await settled()
    expect(connection.snapshot.state.kind).toBe(moment)
    connection.close()
    await settled()
    expect(connection.snapshot.state).toMatchObject({ kind: 'closed', cause: { kind: 'user-closed' } })
    const so = { kinds: kinds().length, dials: dials.length }
    await clock.advance(120_000)
    expect({ kinds: kinds().length, dials: dials.length }).toEqual(so)
    expect(clock.pending).toBe(0)
  })

  it('cuts at the second close, without waiting for the peer', async () => {
    const socket = new FakeSocket()
    socket.polite = false
    const { connection } = start([socket])
    connection.open()
    await settled()
    connection.close()
    await settled()
    expect(connection.snapshot.state.kind).toBe('closing')
    connection.close()
    await connection.over()
    expect(socket.terminated).toBe(true)
    expect(connection.snapshot.state.kind).toBe('closed')
  })

  it('opens again after it is closed when it was asked to while it was closing, unless it is closed once more', async () => {
    const first = new FakeSocket()
    first.polite = false
    const second = new FakeSocket()
    second.polite = false
    const { connection, dials } = start([first, second])
    connection.open()
    await settled()
    connection.close()
    await settled()
    connection.open()
    expect(connection.snapshot.state.kind).toBe('closing')
    first.end(cause('open', 'close-frame', { closeCode: 1000, wasClean: true }))
    await settled()
    expect(connection.snapshot.state.kind).toBe('open')
    connection.close()
    await settled()
    connection.open()
    connection.close()
    await connection.over()
    expect(second.terminated).toBe(true)
    expect(connection.snapshot.state.kind).toBe('closed')
    expect(dials).toHaveLength(2)
  })

  it('opens once however often it is asked', async () => {
    const { connection, dials } = start([new FakeSocket(), new FakeSocket()])
    connection.open()
    connection.open()
    await settled()
    connection.open()
    expect(dials).toHaveLength(1)
    connection.close()
    await connection.over()
  })

  it('turns messages away while it is not open, and replays nothing on a new socket', async () => {
    const first = new FakeSocket()
    first.stalled = true
    const second = new FakeSocket()
    const { connection, clock, rows } = start([first, second], { heartbeat: noHeartbeat })
    expect(connection.send(text('early')).outcome).toEqual({ kind: 'refused', reason: 'not-open' })
    connection.open()
    await settled()
    const sending = connection.send(text('lost'))
    await settled()
    first.end(cause('open', 'reset'))
    expect(await sending.settled).toEqual({ kind: 'dropped', reason: 'unknown' })
    await clock.advance(1_000)
    expect(connection.snapshot.state.kind).toBe('open')
    expect(second.corks).toEqual([])
    expect(rows().map((row) => row.preview).join('\n')).toMatch(/1 queued message was not sent/)
    connection.close()
    await connection.over()
  })

  it('cuts its socket and takes no messages when the log breaks as it opens', async () => {
    const socket = new FakeSocket()
    const { connection, log } = start([socket])
    log.note = (_id, { event }) => {
      if (event === 'open') throw new Error('the log broke')
    }
    connection.open()
    await connection.over()
    expect(socket.terminated).toBe(true)
    expect(connection.snapshot.state.kind).toBe('failed')
    expect(connection.send(text('x')).outcome).toEqual({ kind: 'refused', reason: 'not-open' })
  })

  it('keeps its number when its profile is renamed', () => {
    const { connection } = start([])
    connection.update(newPlan('p', { name: 'Broker', url: 'ws://127.0.0.1/' }))
    expect(connection.snapshot.name).toBe('Broker')
  })

  it('takes the minimum uptime and the rules of its profile', async () => {
    const socket = new FakeSocket()
    const { connection, clock, states } = start([refusal, refusal, socket], { heartbeat: noHeartbeat, reconnect: { minUptimeMs: 500, rules: [{ when: { kind: 'close-code', codes: '4000' }, retry: true, afterMs: 60_000 }] } })
    connection.open()
    await clock.advance(1_500 + 500)
    socket.end(cause('open', 'close-frame', { closeCode: 4000, wasClean: true }))
    await settled()
    expect(states.at(-1)).toMatchObject({ kind: 'waiting', attempt: 1, retryAt: clock.now() + 60_000 * 1.05 })
    connection.close()
    await connection.over()
  })

  it('says who ended it when it was this side', async () => {
    const { connection } = start([new FakeSocket()])
    connection.open()
    await settled()
    connection.close()
    await connection.over()
    expect(connection.snapshot.state).toMatchObject({ cause: { by: 'client' } })
  })
})
