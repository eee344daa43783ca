import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { Heartbeat } from '../../../main/connection/heartbeat'
import { readLoop } from '../../../main/connection/reader'
import { runGroup } from '../../../main/lib/group'
import { fillTemplate, type TemplateValue } from '../../../shared/template'
import { FakeClock, settled } from '../../support/clock'
import { FakeSocket } from '../../support/fake-socket'
import { newPlan } from '../../support/plan'

const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length
const forever = (signal: AbortSignal) => new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }))

describe('the heartbeat loop', () => {
  const settings = newPlan('p').heartbeat
  const start = (socket: FakeSocket, about: Partial<typeof settings> = {}, values: (name: string) => TemplateValue | null = () => null) => {
    const clock = new FakeClock()
    const rtts: number[] = []
    const troubles: string[] = []
    const heartbeat = new Heartbeat({
      socket, clock,
      settings: { ...settings, ...about },
      fill: (template) => fillTemplate(template, values),
      onPing: () => undefined,
      onRtt: (rtt) => rtts.push(rtt),
      onTrouble: (words) => troubles.push(words),
    })
    const controller = new AbortController()
    const loop = heartbeat.beatLoop(controller.signal)
    loop.catch(() => undefined)
    void readLoop(socket, (frames) => heartbeat.hear(frames))
    return { clock, rtts, troubles, controller, loop }
  }

  it('pings at once and then each interval, and measures the round trip', async () => {
    const socket = new FakeSocket()
    const { clock, rtts, controller } = start(socket)
    await clock.advance(30)
    socket.pong()
    await clock.advance(4_969)
    expect(socket.pings).toHaveLength(1)
    await clock.advance(1)
    expect(socket.pings).toHaveLength(2)
    await clock.advance(7)
    socket.pong()
    await settled()
    expect(rtts).toEqual([30, 7])
    controller.abort()
  })

  it('calls the peer lost after the allowed misses, within 15 s of its silence by default', async () => {
    const socket = new FakeSocket()
    const { clock, loop } = start(socket)
    socket.pong()
    await settled()
    const silentSince = clock.elapsed()
    let lost = false
    void loop.then(() => (lost = true))
    await clock.advance(14_999)
    expect(lost).toBe(false)
    await clock.advance(1)
    expect(await loop).toMatchObject({ phase: 'heartbeat', kind: 'heartbeat-lost', by: 'client' })
    expect(clock.elapsed() - silentSince).toBeLessThanOrEqual(15_000)
    expect(clock.pending).toBe(0)
  })

  it('takes any frame for a sign of life, but only the matching pong for a round trip', async () => {
    const socket = new FakeSocket()
    const { clock, rtts, controller, loop } = start(socket)
    let lost = false
    void loop.then(() => (lost = true)).catch(() => undefined)
    for (let i = 0; i < 10; i += 1) {
      socket.arrive('pong', 'not yours')
      socket.arrive('text', 'data')
      await clock.advance(5_000)
    }
    expect(lost).toBe(false)
    expect(rtts).toEqual([])
    controller.abort()
  })

  it('does not blame the peer while this side has paused the socket', async () => {
    const socket = new FakeSocket()
    socket.paused = true
    const { clock, controller, loop } = start(socket)
    let lost = false
    void loop.then(() => (lost = true)).catch(() => undefined)
    await clock.advance(60_000)
    expect(lost).toBe(false)
    controller.abort()
  })

  it('does not count a beat in which the socket was paused for a while, and counts the beats around it', async () => {
    const socket = new FakeSocket()
    const { clock, loop } = start(socket)
    let lost = false
    void loop.then(() => (lost = true))
    await clock.advance(5_000)
    // The socket was paused at the start of one beat, then in the midst of another.
    socket.paused = true
    socket.pauses = 1
    await clock.advance(5_000)
    socket.paused = false
    await clock.advance(5_000)
    socket.pauses = 2
    await clock.advance(9_999)
    expect(lost).toBe(false)
    await clock.advance(1)
    expect(lost).toBe(true)
  })

  it.each([100, 5_500])('ends when aborted after %i ms, leaving no timer and no listener', async (ms) => {
    const socket = new FakeSocket()
    const { clock, controller, loop } = start(socket)
    socket.pong()
    await clock.advance(ms)
    controller.abort()
    await expect(loop).rejects.toMatchObject({ name: 'AbortError' })
    expect(clock.pending).toBe(0)
    expect(listeners(controller.signal)).toBe(0)
  })

  it('ends its siblings when the peer is lost', async () => {
    const socket = new FakeSocket()
    const clock = new FakeClock()
    const nothing = () => undefined
    const fill = (template: string) => fillTemplate(template, () => null)
    const heartbeat = new Heartbeat({ socket, clock, settings, fill, onPing: nothing, onRtt: nothing, onTrouble: nothing })
    const group = runGroup<unknown>(new AbortController().signal, [(signal) => heartbeat.beatLoop(signal), forever])
    await clock.advance(20_000)
    expect(await group).toMatchObject({ kind: 'heartbeat-lost' })
  })

  it('fills the payload of the profile at each ping, and takes any pong with it for the answer', async () => {
    const socket = new FakeSocket()
    let count = 0
    const { clock, rtts, controller } = start(socket, { payload: 'beat {{n}}' }, () => ({ text: String(++count), secret: false }))
    await clock.advance(5)
    socket.pong()
    await clock.advance(5_000)
    socket.arrive('pong', 'beat 1')
    await settled()
    expect(rtts).toEqual([5])
    socket.pong()
    await settled()
    expect(socket.pings).toEqual(['beat 1', 'beat 2'])
    expect(rtts).toEqual([5, 5])
    controller.abort()
  })

  it.each([
    ['a variable in it is unknown', '{{nobody}}', /\{\{nobody\}\} is unknown/],
    ['it is too long for a control frame once it is filled', '{{long}}', /more than 125 bytes/],
  ])('pings with its usual payload where %s, and says so once', async (_why, payload, words) => {
    const socket = new FakeSocket()
    const { clock, troubles, controller } = start(socket, { payload }, (name) => (name === 'long' ? { text: 'é'.repeat(63), secret: false } : null))
    await clock.advance(5_000)
    expect(socket.pings).toEqual(['sockdeck 1', 'sockdeck 2'])
    expect(troubles).toEqual([expect.stringMatching(words)])
    controller.abort()
  })
})
