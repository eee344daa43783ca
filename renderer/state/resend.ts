import type { Api } from '../api'
import type { LogRow } from '../../shared/entry'
import { limits } from '../../shared/limits'
import type { ComposedMessage } from '../../shared/payload'
import { literalTemplate } from '../../shared/template'
import { hexText } from '../format/hex'
import { typingProblem } from '../format/typing-problem'
import type { Composer } from './composer.svelte'
import { base64Text, textOf } from './composer-file'
import type { Connections } from './connections.svelte'
import { joined, readWhole, type PayloadPlace } from './payload.svelte'

/** Bytes written as hex, which people read; more as base64, which is shorter. */
const hexBytes = 16 * 1024

/** A message, and not too large to be written again. */
export function canResend({ kind, size }: Pick<LogRow, 'kind' | 'size'>): boolean {
  return (kind === 'text' || kind === 'binary') && size <= limits.composedBytes
}

/** A message of the log as somebody would write it: the same bytes come of it, and nothing in it is a variable. */
export function writtenAgain(bytes: Uint8Array, kind: LogRow['kind']): ComposedMessage {
  const text = kind === 'text' ? textOf(bytes) : null
  if (text === null) return bytes.length <= hexBytes ? { format: 'hex', text: hexText(bytes) } : { format: 'base64', text: base64Text(bytes) }
  const isJson = /^\s*[{[]/.test(text) && typingProblem({ format: 'json', text: literalTemplate(text) }) === null
  return { format: isJson ? 'json' : 'text', text: literalTemplate(text) }
}

interface Desk {
  api: Api
  composer: Composer
  connections: Connections
}

/** Sends it again to the socket it went to, if that is open; else, and what came in, to where the composer sends. */
export async function resend({ api, composer, connections }: Desk, place: PayloadPlace): Promise<void> {
  const message = await read(api, place)
  const { direction, source } = place.row
  const there = direction === 'out' && connections.get(source.connectionId)?.state.kind === 'open'
  await (there ? composer.sendTo([source.connectionId], message) : composer.sendMessage(message))
}

/** Puts it into the composer. */
export async function editAgain({ api, composer }: Pick<Desk, 'api' | 'composer'>, place: PayloadPlace): Promise<void> {
  composer.take(await read(api, place))
}

async function read(api: Api, place: PayloadPlace): Promise<ComposedMessage> {
  return writtenAgain(joined(await readWhole(api, place)), place.row.kind)
}
