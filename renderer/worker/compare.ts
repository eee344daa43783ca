import { JsonProblem } from '../../shared/json-tokens'
import { Comparison, hunksOf } from '../format/diff'
import { hexRow, hexRowCount } from '../format/hex'
import { indexJson } from '../format/json-index'
import { jsonLines } from '../format/json-lines'
import type { DiffForm, DiffOutcome } from './protocol'

/** How long two payloads are compared: what differs in more places than that is nothing that anybody reads. */
const compareMs = 2_000

/** Compares payloads by the lines of formatted JSON if both are JSON, by lines of text, or else by lines of a hex dump. */
export function compare(a: Uint8Array, b: Uint8Array): { outcome: DiffOutcome; comparison: Comparison } {
  const nothing = new Comparison([], [], [])
  if (a.length === b.length && a.every((byte, i) => byte === b[i])) return { outcome: { kind: 'identical' }, comparison: nothing }
  const { form, lines } = linesOf(a, b)
  const hunks = hunksOf(...lines, compareMs)
  if (hunks === null) return { outcome: { kind: 'unlike' }, comparison: nothing }
  const comparison = new Comparison(...lines, hunks)
  const { added, removed } = comparison
  if (added + removed === 0) return { outcome: { kind: 'respaced' }, comparison: nothing }
  return {
    outcome: {
      kind: 'changes',
      form,
      added,
      removed,
      rows: { unified: comparison.length('unified'), split: comparison.length('split') },
      changes: { unified: comparison.changes('unified'), split: comparison.changes('split') },
    },
    comparison,
  }
}

function linesOf(a: Uint8Array, b: Uint8Array): { form: DiffForm; lines: [string[], string[]] } {
  const texts = [textOf(a), textOf(b)] as const
  if (texts[0] === null || texts[1] === null) return { form: 'hex', lines: [dump(a), dump(b)] }
  const json = [formatted(texts[0]), formatted(texts[1])] as const
  if (json[0] !== null && json[1] !== null) return { form: 'json', lines: [json[0], json[1]] }
  return { form: 'text', lines: [texts[0].split('\n'), texts[1].split('\n')] }
}

/** null if it is not UTF-8 or has control characters that no text has. */
function textOf(bytes: Uint8Array): string | null {
  if (bytes.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)) return null
  try {
    return new TextDecoder('utf-8', { ignoreBOM: true, fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}

function formatted(text: string): string[] | null {
  try {
    const index = indexJson(text)
    return jsonLines(index, 0, index.lines).text.split('\n')
  } catch (error) {
    if (error instanceof JsonProblem) return null
    throw error
  }
}

/** Without offsets: bytes that were put in at one place do not change all the lines after it. */
function dump(bytes: Uint8Array): string[] {
  return Array.from({ length: hexRowCount(bytes.length, 16) }, (_, row) => {
    const { pairs, ascii } = hexRow(bytes, row, 16)
    return `${pairs}  ${ascii}`
  })
}
