import { describe, expect, it } from 'vitest'
import { Draft } from '../../../main/connection/draft'
import { cause } from '../../../main/lib/fault'
import type { MessageFormat } from '../../../shared/payload'
import { settled } from '../../support/clock'
import { text } from '../../support/engine'
import { FakeSocket } from '../../support/fake-socket'
import type { PlanAbout } from '../../support/plan'
import { scripted, variables, type Next } from '../../support/scripted'

const refusal = cause('tcp', 'refused', { code: 'ECONNREFUSED' })
const quiet = { heartbeat: { enabled: false } }
const holding: PlanAbout = { ...quiet, queue: { whileDown: 'hold', messages: 4 } }
const start = (script: Next[], about: PlanAbout = holding, values: Record<string, string> = {}) => scripted(script, { about, surroundings: variables(values) })
const draft = (template: string, format: MessageFormat = 'text') => new Draft({ format, text: template })

describe('messages for a connection that holds them while it is down', () => {
  it('are kept while it connects and while it waits, and go out in their order when it opens', async () => {
    const [first, second] = [new FakeSocket(), new FakeSocket()]
    const { connection, clock, notes } = start([refusal, first, second])
    expect(connection.send(text('too early')).outcome).toEqual({ kind: 'refused', reason: 'not-open' })
    connection.open()
    const sendings = [connection.send(text('a'))]
    await settled()
    expect(connection.snapshot.state.kind).toBe('waiting')
    sendings.push(connection.send(text('b')))
    expect(sendings.map(({ outcome }) => outcome.kind)).toEqual(['queued', 'queued'])
    expect(connection.snapshot.counters).toMatchObject({ queuedMessages: 2, refused: 1 })
    await clock.advance(500)
    expect(first.corks).toEqual([['a', 'b']])
    first.end(cause('open', 'reset'))
    await settled()
    connection.send(text('c'))
    await clock.advance(2_000)
    expect(second.corks).toEqual([['c']])
    expect(notes().filter(({ event }) => event === 'waiting').map(({ held }) => held)).toEqual([1, 0])
    connection.close()
    await connection.over()
  })

  it('are sent again only if they can’t have been on the wire', async () => {
    const [first, second] = [new FakeSocket(), new FakeSocket()]
    first.stalled = true
    const { connection, clock, notes } = start([first, second])
    connection.open()
    await settled()
    const written = connection.send(text('perhaps there'))
    await settled()
    const waiting = connection.send(text('still here'))
    first.end(cause('open', 'reset'))
    expect(await written.settled).toEqual({ kind: 'dropped', reason: 'unknown' })
    await clock.advance(1_000)
    expect(second.corks).toEqual([['still here']])
    expect(await waiting.settled).toEqual({ kind: 'sent' })
    expect(notes().filter(({ event }) => event === 'dropped').map(({ count }) => count)).toEqual([1])
    connection.close()
    await connection.over()
  })

  it('have the same bounds and the same policy as ever', async () => {
    const { connection } = start([null], { ...quiet, queue: { whileDown: 'hold', messages: 2, overflow: 'drop-oldest' } })
    connection.open()
    const sendings = ['a', 'b', 'c'].map((each) => connection.send(text(each)))
    expect(await sendings[0]?.settled).toEqual({ kind: 'dropped', reason: 'pushed-out' })
    expect(connection.snapshot.counters).toMatchObject({ queuedMessages: 2, dropped: 1 })
    connection.close()
    await connection.over()
  })

  it.each(['connecting', 'waiting', 'open'] as const)('are dropped, and their senders told, when a person closes it while it is %s', async (moment) => {
    const socket = new FakeSocket()
    socket.stalled = true
    const { connection } = start([moment === 'connecting' ? null : moment === 'waiting' ? refusal : socket])
    connection.open()
    await settled()
    expect(connection.snapshot.state.kind).toBe(moment)
    if (moment === 'open') {
      connection.send(text('in the socket'))
      await settled()
    }
    const sending = connection.send(text('a'))
    connection.close()
    expect(connection.send(text('b')).outcome).toEqual({ kind: 'refused', reason: 'not-open' })
    await connection.over()
    expect(await sending.settled).toEqual({ kind: 'dropped', reason: 'session-ended' })
    expect(connection.snapshot.counters).toMatchObject({ queuedMessages: 0, queuedBytes: 0 })
  })

  it('are dropped when it comes back no more, and when its profile holds no longer', async () => {
    const ends = start([refusal], { ...holding, reconnect: { enabled: false } })
    ends.connection.open()
    const lost = ends.connection.send(text('a'))
    await settled()
    expect(await lost.settled).toEqual({ kind: 'dropped', reason: 'session-ended' })
    const changes = start([refusal, null])
    changes.connection.open()
    await settled()
    const given = changes.connection.send(text('a'))
    changes.connection.update({ ...changes.plan, queue: { ...changes.plan.queue, whileDown: 'refuse' } })
    await changes.clock.advance(1_000)
    expect(await given.settled).toEqual({ kind: 'dropped', reason: 'session-ended' })
    expect(changes.connection.send(text('b')).outcome).toEqual({ kind: 'refused', reason: 'not-open' })
    changes.connection.close()
    await changes.connection.over()
  })
})

describe('the messages after an open', () => {
  const onOpen = (...texts: string[]): PlanAbout['onOpen'] => ({ messages: texts.map((each) => ({ format: 'text', text: each, enabled: true })) })

  it('go out first and at each open, filled anew, before what was held', async () => {
    const [first, second] = [new FakeSocket(), new FakeSocket()]
    const { connection, clock } = start([first, second], { ...holding, onOpen: onOpen('hello {{$counter}}', 'I am {{who}}') }, { who: 'me' })
    connection.open()
    connection.send(text('held'))
    await settled()
    expect(first.corks.flat()).toEqual(['hello 1', 'I am me', 'held'])
    first.end(cause('open', 'reset'))
    await settled()
    connection.send(text('held again'))
    await clock.advance(1_000)
    expect(second.corks.flat()).toEqual(['hello 2', 'I am me', 'held again'])
    connection.close()
    await connection.over()
  })

  it('leave out those that are off, unknown or malformed, and the log says which and why', async () => {
    const socket = new FakeSocket()
    const messages = [
      { format: 'text' as const, text: 'one {{nobody}}', enabled: true },
      { format: 'hex' as const, text: 'xyz', enabled: true },
      { format: 'text' as const, text: 'off', enabled: false },
      { format: 'json' as const, text: '{"four":4}', enabled: true },
    ]
    const { connection, notes } = start([socket], { ...quiet, onOpen: { messages } })
    connection.open()
    await settled()
    expect(socket.corks).toEqual([['{"four":4}']])
    expect(notes().filter(({ event }) => event === 'refused').map(({ words }) => words)).toEqual([
      'Message 1 of those sent after an open was not sent: {{nobody}} is unknown',
      expect.stringMatching(/^Message 2 .* is not a hex digit$/),
    ])
    connection.close()
    await connection.over()
  })

  it('are sent at the next open, not again, if a session ended before they left', async () => {
    const [first, second] = [new FakeSocket(), new FakeSocket()]
    const { connection, clock, log } = start([first, second], { ...holding, onOpen: onOpen('hello') })
    log.press(true)
    connection.open()
    await settled()
    first.end(cause('open', 'reset'))
    await settled()
    log.press(false)
    await clock.advance(1_000)
    expect([first.corks, second.corks]).toEqual([[], [['hello']]])
    connection.close()
    await connection.over()
  })
})

describe('a message with variables', () => {
  it('is filled when it is sent, with what they stand for then', async () => {
    const socket = new FakeSocket()
    const { connection } = start([socket], quiet, { who: 'me' })
    connection.open()
    await settled()
    for (let i = 0; i < 2; i += 1) expect(await connection.send(draft('{{who}} {{$counter}}')).settled).toEqual({ kind: 'sent' })
    expect(socket.corks.flat()).toEqual(['me 1', 'me 2'])
    connection.close()
    await connection.over()
  })

  it('is refused with its reason, and none of them is sent, where it can’t be filled', async () => {
    const socket = new FakeSocket()
    const { connection } = start([socket], quiet, { bad: 'xyz', long: 'x'.repeat(9_000_000) })
    expect(connection.send(draft('{{$counter}}')).outcome).toEqual({ kind: 'refused', reason: 'not-open' })
    connection.open()
    await settled()
    const unknown = connection.send(draft('{{a}} {{b}}'))
    expect([unknown.outcome, unknown.unknown]).toEqual([{ kind: 'refused', reason: 'unknown-variable' }, ['a', 'b']])
    expect(connection.send(draft('{{bad}}', 'hex')).outcome).toEqual({ kind: 'refused', reason: 'bad-message' })
    expect(connection.send(draft('{{long}}')).outcome).toEqual({ kind: 'refused', reason: 'message-too-large' })
    expect(socket.corks).toEqual([])
    expect(connection.snapshot.counters.refused).toBe(4)
    // What was turned away before it was filled has counted nothing.
    connection.send(draft('{{$counter}}'))
    await settled()
    expect(socket.corks).toEqual([['1']])
    connection.close()
    await connection.over()
  })
})
