/** What of a flood is really in the capture on disk: how many messages, and which are missing or out of their place. */
import { eachEntry } from '../../../main/log/export/entry'
import { openCapture } from '../../../main/log/read/open'
import { floodedBytes, numberOf } from './flood'

export interface Captured {
  messages: number
  /** Messages that do not follow the one before them on their connection. */
  outOfOrder: number
}

/** Reads the capture in this folder, checksums and all. */
export function capturedFlood(folder: string): Captured {
  const { runs } = openCapture(folder)
  const next = new Map<number, number>()
  const captured = { messages: 0, outOfOrder: 0 }
  eachEntry({ folder, runs, seqs: null }, ({ kind, direction, slot, payload }) => {
    // What the others say is of another size.
    if (kind !== 'text' || direction !== 'in' || payload.byteLength !== floodedBytes) return
    const number = numberOf(payload)
    if (number !== (next.get(slot) ?? 0)) captured.outOfOrder += 1
    next.set(slot, number + 1)
    captured.messages += 1
  }, () => undefined)
  return captured
}
