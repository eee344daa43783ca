import fc from 'fast-check'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tagOf, tags } from '../../../../main/log/format/tag'
import { openCapture } from '../../../../main/log/read/open'
import { CaptureBuilder } from '../../../../main/log/record/builder'
import { directions, entryKinds } from '../../../../shared/entry'
import { tempDir } from '../../../support/disk'
import { entriesOf } from './reading'

const manifest = (id: string) => ({ version: 1 as const, id, name: 'Imported', startedAt: 5, imported: true })

const entry = fc.record({
  socket: fc.nat(30),
  direction: fc.constantFrom(...directions),
  kind: fc.constantFrom(...entryKinds),
  at: fc.double({ min: 1, max: 1e13, noNaN: true }),
  elapsed: fc.double({ min: 0, max: 1e9, noNaN: true }),
  payload: fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.nat(2_000_000).map((size) => new Uint8Array(size).fill(255))),
  compressed: fc.boolean(),
})

test('whatever is built can be read back, be it empty, larger than a block or from many sockets', async () => {
  const root = tempDir()
  let round = 0
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 30 }), async (entries) => {
      round += 1
      const folder = join(root, `c${round}`)
      const builder = new CaptureBuilder(folder, manifest(`c${round}`))
      for (const { socket, direction, kind, payload, ...times } of entries) {
        const slot = builder.source({ connectionId: `${socket}`, name: `Socket ${socket}`, color: 'red', url: '' })
        await builder.add({ slot, tag: tagOf(direction, kind), payload, ...times })
      }
      await builder.finish()
      const contents = openCapture(folder)
      const keptBytes = entries.reduce((sum, { payload }) => sum + payload.length, 0)
      expect(contents).toMatchObject({ kept: entries.length, head: entries.length, keptBytes, dropped: 0, damage: '', manifest: { name: 'Imported', imported: true } })
      expect(contents.endedAt).toBe(entries.at(-1)?.at ?? 5)
      const read = entriesOf(folder, contents)
      expect(read.length).toBe(entries.length)
      for (const [i, { socket, payload, ...rest }] of entries.entries()) {
        const { seq, name, payload: bytes, ...others } = read[i] ?? { seq: 0, name: '', payload: Buffer.alloc(0) }
        expect([seq, name, others]).toEqual([i + 1, `Socket ${socket}`, rest])
        expect(bytes.equals(payload)).toBe(true)
      }
    }),
    { numRuns: 25 },
  )
}, 60_000)

test('every direction and kind has a tag of its own', () => {
  const all = directions.flatMap((direction) => entryKinds.map((kind) => ({ direction, kind })))
  expect(all.map(({ direction, kind }) => tags[tagOf(direction, kind)])).toEqual(all)
})
