import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { copiedBytes, Copier } from '../../../renderer/state/copier'
import { PayloadWorker } from '../../../renderer/state/payload-worker'
import { limits } from '../../../shared/limits'
import { FakeBridge } from '../../support/bridge'
import { PayloadThread } from '../../support/payload-thread'
import { logRow } from '../../support/snapshots'

/** Main with these payloads by seq, and a clipboard. */
function copying(payloads: Record<number, Uint8Array>) {
  const bridge = new FakeBridge()
  const clipboard: string[] = []
  bridge.answer('log.payload', ({ seq, offset, length }) => {
    const all = payloads[seq] ?? new Uint8Array()
    return { seq, kind: 'text', size: all.length, offset, bytes: all.slice(offset, offset + length) }
  })
  const threads: PayloadThread[] = []
  const worker = new PayloadWorker(() => {
    const thread = new PayloadThread()
    threads.push(thread)
    return thread
  })
  const copier = new Copier(new Api(bridge), worker, (text) => Promise.resolve(void clipboard.push(text)))
  const rows = Object.entries(payloads).map(([seq, { length }]) => logRow(Number(seq), { size: length }))
  return { bridge, clipboard, copier, rows, threads }
}
const bytes = (text: string) => new TextEncoder().encode(text)

describe('Copier', () => {
  it('copies whole payloads, window by window, not previews', async () => {
    const large = new Uint8Array(limits.payloadWindowBytes * 2 + 5).fill(0x61)
    const { bridge, clipboard, copier, rows } = copying({ 1: large })
    expect(await copier.copyPayloads('past', rows, 'text')).toBe(true)
    expect(clipboard[0]).toHaveLength(large.length)
    expect(bridge.sent('log.payload').map(({ captureId, offset }) => [captureId, offset])).toEqual([
      ['past', 0],
      ['past', limits.payloadWindowBytes],
      ['past', limits.payloadWindowBytes * 2],
    ])
  })

  it.each([
    ['text', '{"b":1.0,"a":"ü"}\n{"b":1.0,"a":"ü"}'],
    ['json', '{\n  "b": 1.0,\n  "a": "ü"\n}\n{\n  "b": 1.0,\n  "a": "ü"\n}'],
    ['hex', '7b 22 62 22 3a 31 2e 30 2c 22 61 22 3a 22 c3 bc 22 7d\n7b 22 62 22 3a 31 2e 30 2c 22 61 22 3a 22 c3 bc 22 7d'],
    ['base64', 'eyJiIjoxLjAsImEiOiLDvCJ9\neyJiIjoxLjAsImEiOiLDvCJ9'],
  ] as const)('puts several messages below each other as %s', async (form, text) => {
    const json = bytes('{"b":1.0,"a":"ü"}')
    const { clipboard, copier, rows } = copying({ 1: json, 2: json })
    await copier.copyPayloads(null, rows, form)
    expect(clipboard).toEqual([text])
  })

  it('encodes base64 of any length as a whole', async () => {
    const all = Uint8Array.from({ length: 100_001 }, (_, i) => i * 7)
    const { clipboard, copier, rows } = copying({ 1: all })
    await copier.copyPayloads(null, rows, 'base64')
    expect(Uint8Array.from(atob(clipboard[0] ?? ''), (char) => char.charCodeAt(0))).toEqual(all)
  })

  it('keeps no worker when all is copied, and cuts none short', async () => {
    const { clipboard, copier, rows, threads } = copying({ 1: bytes('1'), 2: bytes('2') })
    await Promise.all([copier.copyPayloads(null, rows, 'text'), copier.copyPayloads(null, rows, 'hex')])
    expect(clipboard.sort()).toEqual(['1\n2', '31\n32'])
    expect(threads.length > 0 && threads.every(({ ended }) => ended)).toBe(true)
  })

  it('asks for nothing when together they are too large', async () => {
    const { bridge, clipboard, copier } = copying({})
    const half = { size: copiedBytes / 2 + 1 }
    expect(await copier.copyPayloads(null, [logRow(1, half), logRow(2, half)], 'hex')).toBe(false)
    expect([bridge.calls, clipboard]).toEqual([[], []])
  })

  it('says that a message is not JSON, and leaves the clipboard alone', async () => {
    const { clipboard, copier, rows } = copying({ 1: bytes('{"a":') })
    await expect(copier.copyPayloads(null, rows, 'json')).rejects.toMatchObject({ code: 'bad-json' })
    expect(clipboard).toEqual([])
  })

  it('copies rows as lines whose cells hold no tab and no line break of the message', async () => {
    const { clipboard, copier } = copying({})
    await copier.copyLines([logRow(1, { preview: 'a\tb\nc\\n', cut: true }), logRow(2, { kind: 'mark', direction: 'none', preview: 'here' })])
    const lines = clipboard[0]?.split('\n').map((line) => line.split('\t').slice(1))
    expect(lines).toEqual([
      ['Received', 'Socket a', 'Text', '5', 'a\\tb\\nc\\\\n…'],
      ['', 'Socket a', 'Mark', '5', 'here'],
    ])
  })
})
