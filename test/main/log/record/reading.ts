/** What a test sees of a capture on disk: every entry, read and checked as the scan workers do. */
import { tags } from '../../../../main/log/format/tag'
import { chunksOf, closeSegment, openSegment, readRun } from '../../../../main/log/read/chunks'
import { openCapture, type CaptureContents } from '../../../../main/log/read/open'
import { Sources } from '../../../../main/log/sources'

export interface ReadEntry {
  seq: number
  name: string
  direction: string
  kind: string
  at: number
  elapsed: number
  compressed: boolean
  payload: Buffer
}

export function entriesOf(folder: string, { runs, sources }: Pick<CaptureContents, 'runs' | 'sources'> = openCapture(folder)): ReadEntry[] {
  const named = new Sources()
  for (const [slot, source] of sources.entries()) named.put(slot, source)
  return runs.flatMap((run) => {
    const file = openSegment(folder, run.segment)
    try {
      return [...chunksOf(file, run, readRun(file, run))].flatMap((chunk) =>
        Array.from({ length: chunk.count }, (_, i): ReadEntry => {
          const tag = tags[chunk.tag(i)]
          return {
            seq: chunk.firstSeq + i,
            name: named.at(chunk.slot(i)).name,
            direction: tag?.direction ?? '?',
            kind: tag?.kind ?? '?',
            at: chunk.at(i),
            elapsed: chunk.elapsed(i),
            compressed: chunk.compressed(i),
            payload: Buffer.from(chunk.bytes(i)),
          }
        }),
      )
    } finally {
      closeSegment(file)
    }
  })
}
