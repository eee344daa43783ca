import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { DiffReader } from '../../../renderer/state/diff.svelte'
import { PayloadWorker } from '../../../renderer/state/payload-worker'
import type { LogRow } from '../../../shared/entry'
import { AppError } from '../../../shared/errors'
import { FakeBridge } from '../../support/bridge'
import { PayloadThread } from '../../support/payload-thread'
import { logRow } from '../../support/snapshots'
import { until } from '../../support/until'

function comparing(a: string, b: string) {
  const texts = [a, b].map((text) => new TextEncoder().encode(text))
  const bridge = new FakeBridge().answer('log.payload', ({ seq, offset, length }) => {
    const bytes = texts[seq - 1] ?? new Uint8Array()
    return { seq, kind: 'text', size: bytes.length, offset, bytes: bytes.slice(offset, offset + length) }
  })
  const threads: PayloadThread[] = []
  const diff = new DiffReader(
    new Api(bridge),
    new PayloadWorker(() => {
      const thread = new PayloadThread()
      threads.push(thread)
      return thread
    }),
  )
  const pair: [LogRow, LogRow] = [logRow(1, { size: a.length }), logRow(2, { size: b.length })]
  return { bridge, diff, pair, threads }
}

describe('DiffReader', () => {
  it('compares two messages and gives the rows that are looked at', async () => {
    const { diff, pair } = comparing('{"a":1,"b":2}', '{"a":1,"b":3,"c":4}')
    await diff.open(pair, null)
    expect(diff.outcome).toMatchObject({ kind: 'changes', form: 'json', removed: 1, added: 2 })
    expect([diff.rows, diff.changes]).toEqual([6, [2]])
    diff.blocks.see(0, 1)
    await until(() => diff.blocks.get(0) !== null)
    expect(diff.blocks.get(0)?.map(({ a, b }) => [a?.text ?? null, b?.text ?? null])[2]).toEqual(['  "b": 2', null])
    diff.show('split')
    expect([diff.rows, diff.blocks.get(0)]).toEqual([5, null])
  })

  it('names what it compares while it does, and forgets it when it is closed', async () => {
    const { diff, pair, threads } = comparing('a', 'b')
    const work = diff.open(pair, 'past')
    expect([diff.pair, diff.outcome]).toEqual([pair, null])
    await work
    diff.close()
    expect([diff.pair, diff.outcome, diff.rows, threads[0]?.ended]).toEqual([null, null, 0, true])
  })

  it('takes nothing of a comparison that was closed before it was done', async () => {
    const { diff, pair } = comparing('a', 'b')
    const work = diff.open(pair, null)
    diff.close()
    await work
    expect([diff.outcome, diff.problem]).toEqual([null, null])
  })

  it('refuses what is too large, in words and without fetching it', async () => {
    const { bridge, diff } = comparing('a', 'b')
    await diff.open([logRow(1, { size: 1 }), logRow(2, { size: 5 * 1024 * 1024 })], null)
    expect(diff.problem).toMatchObject({ code: 'message-too-large' })
    expect(bridge.sent('log.payload').map(({ seq }) => seq)).toEqual([1])
  })

  it('says why a side can’t be read', async () => {
    const { bridge, diff, pair } = comparing('a', 'b')
    bridge.refuse('log.payload', new AppError('not-found', 'This entry is no longer kept'))
    await diff.open(pair, null)
    expect(diff.problem).toMatchObject({ code: 'not-found' })
  })
})
