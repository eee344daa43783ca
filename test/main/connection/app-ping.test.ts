import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { AppPing } from '../../../main/connection/app-ping'
import { readLoop } from '../../../main/connection/reader'
import { SendQueue } from '../../../main/connection/send-queue'
import { runGroup } from '../../../main/lib/group'
import type { Options } from '../../../shared/options'
import { fillTemplate, type TemplateValue } from '../../../shared/template'
import { FakeClock, settled } from '../../support/clock'
import { counters, text } from '../../support/engine'
import { FakeSocket } from '../../support/fake-socket'
import { newPlan } from '../../support/plan'

const settings: Options['appPing'] = { ...newPlan('p').appPing, enabled: true, intervalMs: 5_000, timeoutMs: 1_000, misses: 2 }
const forever = (signal: AbortSignal) => new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }))

/** The queue is drained by `sent`, which a write loop would do. */
function start(about: Partial<Options['appPing']> = {}, valueOf: (name: string) => TemplateValue | null = () => null) {
  const [socket, clock, counts] = [new FakeSocket(), new FakeClock(), counters()]
  const queue = new SendQueue({ messages: 2, bytes: 1_024, overflow: 'drop-oldest', whileDown: 'refuse' }, counts)
  const [rtts, answers, troubles]: [number[], number[], string[]] = [[], [], []]
  const appPing = new AppPing({
    socket, queue, clock,
    settings: { ...settings, ...about },
    fill: (template) => fillTemplate(template, valueOf),
    onRtt: (rttMs) => rtts.push(rttMs),
    onTrouble: (words) => troubles.push(words),
  })
  const controller = new AbortController()
  const loop = appPing.pingLoop(controller.signal)
  loop.catch(() => undefined)
  void readLoop(socket, (frames) => answers.push(appPing.hear(frames)))
  const sent = async () => {
    await settled()
    const batch = queue.idle ? [] : queue.take()
    queue.settle(batch, 'taken')
    await settled()
    return batch.map(({ message, errand }) => `${errand} ${Buffer.from(message.bytes).toString()}`)
  }
  return { socket, clock, queue, counts, rtts, answers, troubles, controller, loop, sent }
}

describe('the app ping loop', () => {
  it('sends the message of the profile at once and then each interval, filled anew, and measures the time to its answer', async () => {
    let count = 0
    const { socket, clock, rtts, controller, sent } = start({ message: '{"ping":{{n}}}', answer: '"pong":\\d+' }, () => ({ text: String(++count), secret: false }))
    expect(await sent()).toEqual(['ping {"ping":1}'])
    await clock.advance(30)
    socket.arrive('text', '{"pong":1}')
    await clock.advance(4_969)
    expect(await sent()).toEqual([])
    await clock.advance(1)
    expect(await sent()).toEqual(['ping {"ping":2}'])
    await clock.advance(7)
    socket.arrive('text', '{"pong":2}')
    await settled()
    expect(rtts).toEqual([30, 7])
    controller.abort()
  })

  it('takes the time from when the system has the message, not while it waits for room', async () => {
    const { socket, clock, rtts, controller, sent } = start()
    await clock.advance(400)
    await sent()
    await clock.advance(5)
    socket.arrive('text', 'pong')
    await settled()
    expect(rtts).toEqual([5])
    controller.abort()
  })

  it('calls the peer lost after the allowed misses in a row, whatever else it says', async () => {
    const { socket, clock, loop, sent } = start()
    await sent()
    socket.arrive('text', 'pong')
    await clock.advance(5_000)
    await sent()
    socket.arrive('text', 'data')
    await clock.advance(5_000)
    await sent()
    socket.arrive('pong', 'pong')
    await clock.advance(1_000)
    expect(await loop).toMatchObject({ phase: 'heartbeat', kind: 'app-heartbeat-lost', by: 'client' })
    expect(clock.pending).toBe(0)
  })

  it('names the first message that matches as the answer, once for each ping', async () => {
    const { socket, answers, controller, sent } = start()
    await sent()
    socket.arrive('text', 'other')
    socket.arrive('binary', 'pong')
    socket.arrive('text', 'a pong here')
    socket.arrive('text', 'pong')
    await settled()
    socket.arrive('text', 'pong')
    await settled()
    expect(answers).toEqual([2, -1])
    controller.abort()
  })

  it('takes any message for the answer where the profile names none', async () => {
    const { socket, answers, controller, sent } = start({ answer: '' })
    await sent()
    socket.arrive('ping', 'x')
    socket.arrive('binary', 'x')
    await settled()
    expect(answers).toEqual([1])
    controller.abort()
  })

  it('takes any message, and says why, where the pattern can’t be read', async () => {
    const { socket, answers, troubles, controller, sent } = start({ answer: '(' })
    await sent()
    socket.arrive('text', 'x')
    await settled()
    expect(answers).toEqual([0])
    expect(troubles).toEqual([expect.stringMatching(/not a regular expression/)])
    controller.abort()
  })

  it('gives each answer a bounded search, and does not count a peer as lost that sends more than that', async () => {
    const { socket, clock, rtts, loop, controller, sent } = start({ answer: '^(a+)+$', misses: 1 })
    await sent()
    socket.arrive('text', `${'a'.repeat(200_000)}!`)
    for (let i = 0; i < 40; i += 1) socket.arrive('text', `${'a'.repeat(60_000)}!`)
    socket.arrive('text', 'aaa')
    let lost = false
    void loop.then(() => (lost = true), () => undefined)
    await clock.advance(4_000)
    expect([rtts, lost]).toEqual([[], false])
    controller.abort()
  })

  it('does not blame the peer while this side has paused the socket', async () => {
    const { socket, clock, loop, controller } = start()
    socket.paused = true
    let lost = false
    void loop.then(() => (lost = true), () => undefined)
    await clock.advance(60_000)
    expect(lost).toBe(false)
    controller.abort()
  })

  it('marks its messages as quiet where the profile wants them hidden', async () => {
    const { controller, sent } = start({ logged: false })
    expect(await sent()).toEqual(['quiet-ping {"type":"ping"}'])
    controller.abort()
  })

  it('sends nothing while a variable is unknown, says so once, and does not call the peer lost for it', async () => {
    const { clock, troubles, loop, controller, sent } = start({ message: '{{nobody}}' })
    let lost = false
    void loop.then(() => (lost = true), () => undefined)
    await clock.advance(60_000)
    expect(await sent()).toEqual([])
    expect([troubles, lost]).toEqual([[expect.stringMatching(/\{\{nobody\}\} is unknown/)], false])
    controller.abort()
  })

  it('pushes no message of a person out of a full queue', async () => {
    const { clock, queue, counts, controller, sent } = start()
    await sent()
    for (const each of ['a', 'b']) queue.offer(text(each))
    await clock.advance(5_000)
    expect(counts).toMatchObject({ queuedMessages: 2, dropped: 0, refused: 0 })
    controller.abort()
  })

  it.each([100, 2_500])('ends when aborted after %i ms, leaving no timer and no listener', async (ms) => {
    const { socket, clock, controller, loop, sent } = start()
    await sent()
    if (ms > 1_000) socket.arrive('text', 'pong')
    await clock.advance(ms)
    controller.abort()
    await expect(loop).rejects.toMatchObject({ name: 'AbortError' })
    expect(clock.pending).toBe(0)
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
  })

  it('ends its siblings when the peer is lost', async () => {
    const clock = new FakeClock()
    const queue = new SendQueue(newPlan('p').queue, counters())
    const nothing = () => undefined
    const fill = (template: string) => fillTemplate(template, () => null)
    const appPing = new AppPing({ socket: new FakeSocket(), queue, clock, settings, fill, onRtt: nothing, onTrouble: nothing })
    const group = runGroup<unknown>(new AbortController().signal, [(signal) => appPing.pingLoop(signal), forever])
    await clock.advance(20_000)
    expect(await group).toMatchObject({ kind: 'app-heartbeat-lost' })
  })
})
