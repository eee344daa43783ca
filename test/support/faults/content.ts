/** Messages that are told by a few words, so that they need not travel to the process that sends them. */
import type { EncodedMessage } from '../../../shared/payload'
import { seeded } from '../random'

export interface Content {
  bytes: number
  binary: boolean
  /** Cannot be compressed; otherwise it can, by some ten to one. */
  random?: boolean
}

const pieceBytes = 64 * 1024

function piece(random: boolean): Buffer {
  const next = seeded(5)
  const bytes = Buffer.alloc(pieceBytes)
  // Mostly what is there already; always ASCII, so that it may be a text.
  for (let i = 0; i < pieceBytes; i += 1) bytes[i] = random || i % 16 === 0 ? 0x20 + Math.floor(next() * 95) : 0x61
  return bytes
}

const pieces = new Map<boolean, Buffer>()

export function contentOf({ bytes, binary, random = false }: Content): EncodedMessage {
  const part = pieces.get(random) ?? piece(random)
  // Memory that is garbage at once would count as somebody's.
  pieces.set(random, part)
  return { binary, bytes: Buffer.alloc(bytes, part) }
}
