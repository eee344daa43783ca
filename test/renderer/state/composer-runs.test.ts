import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { ComposerRuns } from '../../../renderer/state/composer-runs.svelte'
import type { BroadcastLine, BroadcastOrder, BroadcastRun } from '../../../shared/broadcast'
import type { SendOutcome } from '../../../shared/connection'
import { AppError } from '../../../shared/errors'
import { FakeBridge, startReply } from '../../support/bridge'

const sent = { kind: 'sent' } as const
const refused = { kind: 'refused', reason: 'not-open' } as const
const atOnce: BroadcastOrder = { kind: 'at-once' }
const message = { format: 'text', text: 'hi' } as const

function line(connectionId: string, outcome: SendOutcome | null = null): BroadcastLine {
  return { connectionId, name: connectionId, outcome, reply: null }
}

function runOf(id: number, lines: BroadcastLine[], state: BroadcastRun['state'] = 'running'): BroadcastRun {
  return { id, at: 1, bytes: 2, order: atOnce, state, lines }
}

function running(lines: BroadcastLine[] = [line('a'), line('b')]) {
  const bridge = new FakeBridge()
  const runs = new ComposerRuns(new Api(bridge))
  bridge.answer('broadcasts.start', () => runOf(7, lines))
  return { bridge, runs }
}

const outcomes = (runs: ComposerRuns) => runs.latest?.lines.map(({ connectionId, outcome }) => `${connectionId} ${outcome?.kind ?? '-'}`)

describe('what became of a message', () => {
  it('goes on line by line, and other runs change nothing', async () => {
    const { bridge, runs } = running()
    await runs.send(['a', 'b'], message, atOnce)
    expect([runs.sending, outcomes(runs)]).toEqual([true, ['a -', 'b -']])
    bridge.emit('broadcasts.changed', [{ id: 7, state: 'running', lines: [line('b', sent)] }, { id: 6, state: 'done', lines: [line('a', refused)] }])
    expect(outcomes(runs)).toEqual(['a -', 'b sent'])
    bridge.emit('broadcasts.changed', [{ id: 7, state: 'done', lines: [{ ...line('a', sent), reply: { latencyMs: 1.5, preview: 'yo' } }] }])
    expect([runs.sending, runs.latest?.state, outcomes(runs)]).toEqual([false, 'done', ['a sent', 'b sent']])
    expect(runs.latest?.lines[0]?.reply?.latencyMs).toBe(1.5)
  })

  it('does not lose a change that comes before the run it belongs to', async () => {
    const { bridge, runs } = running()
    bridge.answer('broadcasts.start', () => {
      bridge.emit('broadcasts.changed', [{ id: 8, state: 'done', lines: [line('a', refused)] }])
      return runOf(8, [line('a')])
    })
    await runs.send(['a'], message, atOnce)
    expect([runs.latest?.state, outcomes(runs)]).toEqual(['done', ['a refused']])
  })

  it('sends the same message again to those that failed, in the same order', async () => {
    const { bridge, runs } = running([line('a', sent), line('b', refused), line('c', { kind: 'dropped', reason: 'unknown' })])
    const order: BroadcastOrder = { kind: 'spaced', ms: 9 }
    bridge.answer('broadcasts.start', ({ ids }) => ({ ...runOf(bridge.sent('broadcasts.start').length, ids.map((id) => line(id, id === 'a' ? sent : refused)), 'done'), order }))
    await runs.send(['a', 'b', 'c'], message, order)
    expect(runs.failed).toEqual(['b', 'c'])
    await runs.again()
    expect(bridge.sent('broadcasts.start')[1]).toEqual({ ids: ['b', 'c'], message, order })
  })

  it('calls those failed whom a cancel spared, and nobody while turns are still to come', async () => {
    const { bridge, runs } = running([line('a', refused), line('b')])
    await runs.send(['a', 'b'], message, atOnce)
    expect(runs.failed).toEqual([])
    await runs.cancel()
    expect(bridge.sent('broadcasts.cancel')).toEqual([{ id: 7 }])
    bridge.emit('broadcasts.changed', [{ id: 7, state: 'cancelled', lines: [] }])
    expect(runs.failed).toEqual(['a', 'b'])
  })

  it('keeps the last result when a message is not taken at all', async () => {
    const { bridge, runs } = running()
    await runs.send(['a'], message, atOnce)
    bridge.refuse('broadcasts.start', new AppError('bad-json', 'no'))
    await expect(runs.send(['a'], message, atOnce)).rejects.toMatchObject({ code: 'bad-json' })
    expect(runs.latest?.id).toBe(7)
  })

  it('shows after a reload what still runs, which can be stopped but not sent again', () => {
    const { runs } = running()
    runs.start(startReply({ broadcasts: [runOf(1, [line('a')]), runOf(2, [line('a', refused)], 'done')] }))
    expect([runs.latest?.id, runs.repeatable]).toEqual([1, false])
    runs.start(startReply())
    expect(runs.latest).toBeNull()
  })
})
