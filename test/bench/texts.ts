/** What of a capture is really there. */
import { eachEntry } from '../../main/log/export/entry'
import { openCapture } from '../../main/log/read/open'

/** Received text messages that can be read from the capture in this folder, checksums and all. */
export function textsIn(folder: string): number {
  const { runs } = openCapture(folder)
  let count = 0
  const visit = ({ kind, direction }: { kind: string; direction: string }) => {
    if (kind === 'text' && direction === 'in') count += 1
  }
  eachEntry({ folder, runs, seqs: null }, visit, () => undefined)
  return count
}
