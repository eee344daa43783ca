import { describe, expect, it } from 'vitest'
import type { Cause } from '../../shared/connection'
import { limits } from '../../shared/limits'
import type { Overrides } from '../../shared/options'
import { blackHole } from '../support/black-hole'
import { text } from '../support/engine'
import { watchStalls } from '../support/faults/stalls'
import { Deck, eager } from '../support/live-deck'
import { rawServer, upgrade } from '../support/raw-server'
import { echo, wsServer } from '../support/servers'
import { stoppableServer } from '../support/stoppable'
import { until } from '../support/until'

/** By itself it would find a dead peer after minutes. */
const patient: Overrides = { heartbeat: { enabled: true, intervalMs: 60_000, timeoutMs: 60_000, misses: 5 } }
/** What the machine of the test may take on top of what the product takes. */
const slackMs = 400

describe('after the machine has slept', () => {
  it('sockets whose peer is gone are found within two seconds and dialled again, and the others stay', async () => {
    const deck = new Deck()
    const mute = await rawServer(async (socket) => { await upgrade(socket); socket.resume() })
    const { url } = await wsServer(echo)
    const gone = await Promise.all([1, 2, 3].map(() => deck.opened(mute.url, { ...patient, reconnect: eager })))
    const there = await Promise.all([1, 2, 3].map(() => deck.opened(url, patient)))
    const stalls = watchStalls()
    let states: { cause: Cause }[] = []
    const tookMs = await stalls.timed(async () => {
      deck.pool.probe()
      // Each is soon back: all are watched from the start.
      states = await Promise.all(gone.map((id) => deck.reaches(id, 'waiting')))
    })
    expect(tookMs).toBeLessThan(limits.probeMs + slackMs)
    expect(limits.probeMs + slackMs).toBeLessThan(2_000)
    for (const { cause } of states) expect(cause).toMatchObject({ phase: 'heartbeat', kind: 'heartbeat-lost', by: 'client' })
    for (const id of gone) await deck.reaches(id, 'open')
    expect(mute.accepted).toBe(6)
    expect(there.map((id) => deck.history(id))).toEqual(there.map(() => ['idle', 'connecting', 'open']))
  })

  it('finds a peer whose process is stopped, and goes on looking for it', async ({ skip }) => {
    if (process.platform === 'win32') skip('no SIGSTOP here')
    const { url, child } = await stoppableServer()
    const deck = new Deck()
    const id = await deck.opened(url, { ...patient, reconnect: eager })
    child.kill('SIGSTOP')
    deck.pool.probe()
    expect((await deck.reaches(id, 'waiting')).cause.kind).toBe('heartbeat-lost')
    child.kill('SIGCONT')
    await deck.reaches(id, 'open')
  })

  it('a socket that answers while messages fly is not cut, and loses none', async () => {
    const deck = new Deck()
    const { url } = await wsServer(echo)
    const id = await deck.opened(url, patient)
    const sendings = Array.from({ length: 500 }, (_, i) => {
      if (i % 100 === 50) deck.pool.probe()
      return deck.pool.send(id, text(`m${i}`))
    })
    const sent = (await Promise.all(sendings.map(({ settled }) => settled))).filter(({ kind }) => kind === 'sent').length
    await until(() => deck.snapshot(id).counters.messagesIn === sent, 'all that was sent came back')
    expect(deck.state(id)).toMatchObject({ kind: 'open', rttMs: expect.any(Number) as number })
    expect(deck.history(id)).toEqual(['idle', 'connecting', 'open'])
  })
})

describe('when the network is another one', () => {
  it('who waits for a server that swallows every call tries it soon, and is open when it is there', async ({ skip }) => {
    const hole = await blackHole()
    if (hole === null) skip('this system does not swallow calls')
    const deck = new Deck()
    const { url } = await wsServer(echo)
    const long = { enabled: true, baseMs: 500_000, capMs: 500_000, attempts: null }
    const id = deck.open(`ws://127.0.0.1:${hole}/`, { reconnect: long, limits: { deadlineMs: 300 } })
    await deck.reaches(id, 'waiting')
    deck.update(id, { url })
    const tookMs = await watchStalls().timed(() => {
      deck.pool.probe()
      return deck.reaches(id, 'open')
    })
    expect(tookMs).toBeLessThan(limits.hurryMs + slackMs)
    expect(deck.timers).toEqual(new Set())
  })
})
