/** Offence: the bytes with which a server broke a rule of WebSocket (RFC 6455); `ws` names the rule and drops them. */
import type { Cause } from '../../shared/connection'
import { t } from '../../shared/words/words'
import { hexPairs } from './veil'
import type { Frame } from './wire'

/** Bytes of a frame that are quoted. */
const quotedBytes = 64

export interface Offence {
  /** The message or close frame that came whole, and was wrong inside; null where the frame's own header was. */
  came: { kind: Frame['kind']; data: Uint8Array } | null
  /** For the cause. */
  about: Pick<Cause, 'closeCode' | 'reason'>
}

type Done = (error?: Error | null) => void

/** Of ws 8; where a later version has not all of it, nothing is told. */
interface Receiver {
  _state: number
  _opcode: number
  _bufferedBytes: number
  _buffers: Buffer[]
  _fragments: Buffer[]
  _write: (part: Buffer, encoding: string, done: Done) => void
  dataMessage: (done: Done) => void
  controlMessage: (data: Buffer, done: Done) => void
  /** The fifth argument is the error's code. */
  createError: (...about: unknown[]) => Error
}

/** How much of a header has been read in each state of the receiver: two bytes, or its longer lengths too (§5.2). */
const headBytes = [2, 4, 10]
const close = 0x08
const none: readonly Buffer[] = []

/** Has each offence told as soon as it is found: at most one, since nothing is read after it. To be asked at the open. */
export function tellOffence(webSocket: object, tell: (offence: Offence) => void): void {
  const receiver = receiverOf(webSocket)
  if (receiver === null) return
  const { _write, dataMessage, controlMessage, createError } = receiver
  let read = none
  let payload = none
  let then: Done | null = null
  // One for all parts: many a part is a single small message.
  const done: Done = (error) => {
    const next = then
    // What is kept of a part keeps the block it came in.
    read = none
    then = null
    next?.(error)
  }
  receiver._write = (part, encoding, next) => {
    read = receiver._state < headBytes.length && receiver._buffers.length > 0 ? [...receiver._buffers, part] : [part]
    then = next
    _write.call(receiver, part, encoding, done)
  }
  receiver.dataMessage = (next) => {
    payload = receiver._fragments
    dataMessage.call(receiver, next)
    payload = none
  }
  receiver.controlMessage = (data, next) => {
    payload = [data]
    controlMessage.call(receiver, data, next)
    payload = none
  }
  receiver.createError = (...about) => {
    const offence = offenceOf(String(about[4]), receiver, { read, payload })
    const error = createError.apply(receiver, about)
    if (offence !== null) tell(offence)
    return error
  }
}

function receiverOf(webSocket: object): Receiver | null {
  const { _receiver: receiver } = webSocket as { _receiver?: Partial<Receiver> | null }
  if (receiver === undefined || receiver === null) return null
  const { _buffers, _fragments, _write, dataMessage, controlMessage, createError } = receiver
  const known = Array.isArray(_buffers) && Array.isArray(_fragments) && [_write, dataMessage, controlMessage, createError].every((part) => typeof part === 'function')
  return known ? (receiver as Receiver) : null
}

interface Seen {
  /** What is being read, from a frame's start or from the middle of a payload. */
  read: readonly Buffer[]
  payload: readonly Buffer[]
}

function offenceOf(code: string, receiver: Receiver, { read, payload }: Seen): Offence | null {
  if (code === 'WS_ERR_INVALID_UTF8') {
    const closing = receiver._opcode === close
    return { came: { kind: closing ? 'close' : 'text', data: Buffer.concat(payload) }, about: { closeCode: null, reason: `RFC 6455 §${closing ? '5.5.1' : '8.1'}` } }
  }
  if (code === 'WS_ERR_INVALID_CLOSE_CODE') {
    const data = Buffer.concat(payload)
    return { came: { kind: 'close', data }, about: { closeCode: data.readUInt16BE(), reason: 'RFC 6455 §7.4' } }
  }
  const head = frameOf(receiver, read)
  const section = sectionOf(code, head)
  if (section === null) return null
  const hex = hexPairs(head)
  return { came: null, about: { closeCode: null, reason: hex === '' ? `RFC 6455 §${section}` : t('main.dial.seen.frame', { section, hex }) } }
}

/** What is quoted of the frame whose header has just been read: to copy whole blocks, of a thousand sockets at once, would be for nothing. */
function frameOf({ _bufferedBytes: left, _state: state }: Receiver, read: readonly Buffer[]): Buffer {
  const come = read.reduce((sum, part) => sum + part.byteLength, 0)
  let skipped = Math.max(0, come - left - (headBytes[state] ?? 2))
  const parts = read.map((part) => {
    const from = Math.min(skipped, part.byteLength)
    skipped -= from
    return part.subarray(from, from + quotedBytes)
  })
  return Buffer.concat(parts).subarray(0, quotedBytes)
}

/** Of RFC 6455; null for what breaks only a limit of this side. */
function sectionOf(code: string, [first = 0, second = 0]: Buffer): string | null {
  const opcode = first & 0x0f
  switch (code) {
    case 'WS_ERR_UNEXPECTED_RSV_1':
    case 'WS_ERR_UNEXPECTED_RSV_2_3':
    case 'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH':
      return '5.2'
    case 'WS_ERR_INVALID_OPCODE':
      // A continuation of nothing, or a new message within another.
      return opcode <= 2 ? '5.4' : '5.2'
    case 'WS_ERR_UNEXPECTED_MASK':
      return '5.1'
    case 'WS_ERR_EXPECTED_FIN':
      return '5.5'
    case 'WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH':
      return opcode === close && (second & 0x7f) === 1 ? '5.5.1' : '5.5'
    default:
      return null
  }
}
