import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { PayloadReader, windowBytes } from '../../../renderer/state/payload.svelte'
import { AppError } from '../../../shared/errors'
import { FakeBridge } from '../../support/bridge'
import { logRow } from '../../support/snapshots'
import { until } from '../../support/until'

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
    await reader.open(row, null)
    expect([reader.bytes.length, reader.large]).toEqual([MiB, false])
    expect(bridge.sent('log.payload')).toEqual([{ captureId: null, seq: 1, offset: 0, length: MiB }])
  })

  it('fetches only the beginning of a larger one, and the windows that are looked at', async () => {
    const { bridge, reader, row } = holding(2 * MiB)
    await reader.open(row, 'past')
    expect([reader.bytes.length, reader.large]).toEqual([windowBytes, true])
    reader.windows.see(16, 18)
    await until(() => reader.windows.get(17) !== null)
    expect(reader.windows.get(16)?.[5]).toBe((MiB + 5 + 1) & 255)
    expect(reader.windows.get(0)).toBeNull()
    expect(bridge.sent('log.payload').map(({ offset, captureId }) => [offset / windowBytes, captureId])).toEqual([[0, 'past'], [16, 'past'], [17, 'past']])
  })

  it('ends the last window where the payload ends', async () => {
    const { reader } = holding(MiB + 10)
    await reader.open(logRow(1, { size: MiB + 10 }), null)
    reader.windows.see(16, 17)
    await until(() => reader.windows.get(16) !== null)
    expect(reader.windows.get(16)).toHaveLength(10)
  })

  it('reads a large one whole in parts of a megabyte, and copies a part of it', async () => {
    const { reader, row } = holding(2 * MiB + 7)
    await reader.open({ ...row, size: 2 * MiB + 7 }, null)
    expect((await reader.whole()).map(({ length }) => length)).toEqual([MiB, MiB, 7])
    const slice = await reader.slice(MiB - 1, MiB + 2)
    expect([...slice]).toEqual([MiB, MiB + 1, MiB + 2].map((value) => value & 255))
  })

  it('keeps what is shown when its bytes are handed on', async () => {
    const { reader, row } = holding(100)
    await reader.open(row, null)
    const [part] = await reader.whole()
    structuredClone(part, { transfer: [part?.buffer as ArrayBuffer] })
    expect(reader.bytes).toHaveLength(100)
  })

  it('refuses to read as a whole what belongs into a file', async () => {
    const { bridge, reader } = holding(100 * MiB)
    await reader.open(logRow(1, { size: 100 * MiB }), null)
    await expect(reader.whole()).rejects.toMatchObject({ code: 'message-too-large' })
    await expect(reader.slice(0, 5 * MiB)).rejects.toMatchObject({ code: 'message-too-large' })
    expect(bridge.sent('log.payload')).toHaveLength(1)
  })

  it('throws away what comes for an entry that is no longer looked at', async () => {
    const { reader, row } = holding(100)
    const first = reader.open(row, null)
    await reader.open(logRow(2, { size: 100 }), null)
    await first
    expect(reader.bytes[0]).toBe(2)
    expect(reader.bytes).toHaveLength(100)
  })

  it('takes entries of two captures with the same number for two', async () => {
    const { bridge, reader, row } = holding(100)
    await reader.open(row, null)
    await reader.open(row, null)
    await reader.open(row, 'past')
    expect(bridge.sent('log.payload').map(({ captureId }) => captureId)).toEqual([null, 'past'])
  })

  it('asks for nothing when there is no payload', async () => {
    const { bridge, reader } = holding(0)
    await reader.open(logRow(1, { size: 0 }), null)
    expect(bridge.calls).toEqual([])
    expect(reader.ready).toBe(true)
  })

  it('says why a payload can’t be shown', async () => {
    const { bridge, reader, row } = holding(10)
    bridge.refuse('log.payload', new AppError('not-found', 'This entry is no longer kept'))
    await reader.open(row, null)
    expect(reader.problem).toMatchObject({ code: 'not-found' })
  })
})
