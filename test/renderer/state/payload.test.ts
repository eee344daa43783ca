import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { PayloadReader } from '../../../renderer/state/payload.svelte'
import { AppError } from '../../../shared/errors'
import { FakeBridge } from '../../support/bridge'
import { logRow } from '../../support/snapshots'

const MiB = 1024 * 1024

function holding(size: number) {
  const bridge = new FakeBridge().answer('log.payload', ({ seq, offset, length }) => {
    const bytes = Uint8Array.from({ length: Math.min(length, size - offset) }, (_, i) => (offset + i + seq) & 255)
    return { seq, kind: 'binary', size, offset, bytes }
  })
  return { bridge, reader: new PayloadReader(new Api(bridge)), row: logRow(1, { size }) }
}

describe('PayloadReader', () => {
  it('fetches a payload of up to a megabyte at once', async () => {
    const { bridge, reader, row } = holding(MiB)
    await reader.open(row)
    expect(reader.whole).toBe(true)
    expect(bridge.sent('log.payload')).toHaveLength(1)
  })

  it('fetches only the beginning of a larger one, and the next window when asked', async () => {
    const { reader, row } = holding(2 * MiB)
    await reader.open(row)
    expect([reader.bytes.length, reader.whole]).toEqual([256 * 1024, false])
    await reader.more()
    await reader.more()
    expect(reader.whole).toBe(true)
    expect(reader.bytes[MiB + 5]).toBe((MiB + 5 + 1) & 255)
  })

  it('throws away what comes for an entry that is no longer looked at', async () => {
    const { reader, row } = holding(100)
    const first = reader.open(row)
    await reader.open(logRow(2, { size: 100 }))
    await first
    expect(reader.bytes[0]).toBe(2)
    expect(reader.bytes).toHaveLength(100)
  })

  it('asks for nothing when there is no payload', async () => {
    const { bridge, reader } = holding(0)
    await reader.open(logRow(1, { size: 0 }))
    expect(bridge.calls).toEqual([])
    expect(reader.whole).toBe(true)
  })

  it('says why a payload can’t be shown', async () => {
    const { bridge, reader, row } = holding(10)
    bridge.refuse('log.payload', new AppError('not-found', 'This entry is no longer kept'))
    await reader.open(row)
    expect(reader.problem).toMatchObject({ code: 'not-found' })
  })
})
