import { beforeEach, describe, expect, it } from 'vitest'
import { Sends } from '../../../main/ipc/sends'
import type { Sending } from '../../../main/connection/pool'
import type { SendOutcome, SendResult } from '../../../shared/connection'
import { limits } from '../../../shared/limits'
import type { EncodedMessage } from '../../../shared/payload'
import { FakeClock, settled } from '../../support/clock'

let clock: FakeClock
let late: (SendResult & { sendId: number })[]
let broadcasts: { ids: readonly string[]; message: EncodedMessage }[]
let settle: Map<string, (outcome: SendOutcome) => void>
let sends: Sends

/** `full` refuses at once; every other id queues and waits for `settle`. */
function sending(id: string): Sending {
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
    broadcast: (ids: readonly string[], message: EncodedMessage) => {
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
})
