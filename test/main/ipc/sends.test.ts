import { beforeEach, describe, expect, it } from 'vitest'
import { Sends } from '../../../main/ipc/sends'
import type { Sending } from '../../../main/connection/pool'
import type { SendOutcome, SendResult } from '../../../shared/connection'
import { limits } from '../../../shared/limits'
import type { ComposedMessage, EncodedMessage } from '../../../shared/payload'
import { FakeClock, settled } from '../../support/clock'

let clock: FakeClock
let late: (SendResult & { sendId: number })[]
let broadcasts: { ids: readonly string[]; message: EncodedMessage | ComposedMessage }[]
let settle: Map<string, (outcome: SendOutcome) => void>
let sends: Sends

/** `full` and `unknown-…` refuse at once; every other id queues and waits for `settle`. */
function sending(id: string): Sending {
  if (id.startsWith('unknown-')) {
    const outcome: SendOutcome = { kind: 'refused', reason: 'unknown-variable' }
    return { connectionId: id, outcome, settled: Promise.resolve(outcome), unknown: [id.slice('unknown-'.length), 'both'] }
  }
  if (id === 'full') {
    const outcome: SendOutcome = { kind: 'refused', reason: 'queue-full' }
    return { connectionId: id, outcome, settled: Promise.resolve(outcome) }
  }
  const later = new Promise<SendOutcome>((resolve) => settle.set(id, resolve))
  return { connectionId: id, outcome: { kind: 'queued' }, settled: later }
}

beforeEach(() => {
  clock = new FakeClock()
  late = []
  broadcasts = []
  settle = new Map()
  const pool = {
    broadcast: (ids: readonly string[], message: EncodedMessage | ComposedMessage) => {
      broadcasts.push({ ids, message })
      return ids.map(sending)
    },
  }
  sends = new Sends({ pool, clock, onSettled: (item) => late.push(item) })
})

const text = { format: 'text', text: 'héllo' } as const

describe('Sends', () => {
  it('replies as soon as the last socket has taken the message', async () => {
    const report = sends.send(['a', 'b'], text)
    settle.get('b')?.({ kind: 'sent' })
    settle.get('a')?.({ kind: 'dropped', reason: 'session-ended' })
    expect(await report).toEqual({
      sendId: 1,
      bytes: 6,
      results: [
        { connectionId: 'a', outcome: { kind: 'dropped', reason: 'session-ended' } },
        { connectionId: 'b', outcome: { kind: 'sent' } },
      ],
    })
    expect(clock.pending).toBe(0)
    expect(late).toEqual([])
  })

  it('replies "queued" when the time is up, and tells the outcome later, once', async () => {
    const asked = sends.send(['a', 'b', 'full'], text)
    settle.get('a')?.({ kind: 'sent' })
    await clock.advance(limits.sendReplyMs)
    const report = await asked
    settle.get('b')?.({ kind: 'sent' })
    await settled()
    expect(report.results.map((result) => result.outcome.kind)).toEqual(['sent', 'queued', 'refused'])
    expect(late).toEqual([{ sendId: 1, connectionId: 'b', outcome: { kind: 'sent' } }])
    expect(clock.pending).toBe(0)
  })

  it('does not wait when nothing was queued', async () => {
    expect((await sends.send(['full'], text)).results).toEqual([{ connectionId: 'full', outcome: { kind: 'refused', reason: 'queue-full' } }])
    expect((await sends.send([], text)).results).toEqual([])
    expect(clock.pending).toBe(0)
  })

  it('numbers its sends and asks each connection once', async () => {
    await sends.send(['full', 'full'], text)
    expect((await sends.send(['full'], text)).sendId).toBe(2)
    expect(broadcasts.map((broadcast) => broadcast.ids)).toEqual([['full'], ['full']])
  })

  it('sends nothing to anybody when the message is malformed or too large', async () => {
    await expect(sends.send(['a'], { format: 'hex', text: 'abc' })).rejects.toMatchObject({ code: 'bad-hex' })
    await expect(sends.send(['a'], { format: 'json', text: '{' })).rejects.toMatchObject({ code: 'bad-json' })
    await expect(sends.send(['a'], { format: 'text', text: 'é'.repeat(limits.composedBytes / 2 + 1) })).rejects.toMatchObject({ code: 'message-too-large' })
    expect(broadcasts).toEqual([])
  })

  it('encodes once what has no variables, and hands on what has some as it was typed', async () => {
    await sends.send(['full'], { format: 'hex', text: '0102' })
    await sends.send(['full'], { format: 'text', text: 'a literal \\{{name}}' })
    await sends.send(['full'], { format: 'hex', text: '01{{byte}}' })
    expect(broadcasts.map(({ message }) => message)).toEqual([
      { binary: true, bytes: new Uint8Array([1, 2]) },
      { binary: false, bytes: new TextEncoder().encode('a literal {{name}}') },
      { format: 'hex', text: '01{{byte}}' },
    ])
  })

  it('says how long a message with variables is as it was typed, since each connection makes its own of it', async () => {
    expect(await sends.send(['full'], { format: 'text', text: 'é{{a}}' })).toMatchObject({ bytes: 7 })
  })

  it('rejects with the names where no connection knows a variable, and reports each for itself where one does', async () => {
    const composed = { format: 'text', text: '{{a}}' } as const
    await expect(sends.send(['unknown-a', 'unknown-b'], composed)).rejects.toMatchObject({ code: 'unknown-variable', message: expect.stringMatching(/^\{\{a\}\}, \{\{both\}\}, \{\{b\}\} are unknown/) as string })
    const report = await sends.send(['unknown-a', 'full'], composed)
    expect(report.sendId).toBe(1)
    expect(report.results.map(({ outcome }) => 'reason' in outcome && outcome.reason)).toEqual(['unknown-variable', 'queue-full'])
    expect((await sends.send([], composed)).results).toEqual([])
  })
})
