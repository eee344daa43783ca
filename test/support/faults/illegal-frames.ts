/** Illegal frames: what no server may send, with the rule that each breaks (RFC 6455) and the close code that answers it. */
import type { CauseKind } from '../../../shared/connection'
import { closeBody, closeFrame, frame, textFrame } from '../raw-server'

export interface IllegalFrame {
  what: string
  bytes: Buffer
  kind: CauseKind
  /** Of ws. */
  code: string
  /** Of RFC 6455; '' where it is only a limit of ours. */
  section: string
  answer: 1002 | 1007 | 1008 | 1009
}

const protocol = (what: string, bytes: Buffer, code: string, section: string): IllegalFrame => ({ what, bytes, kind: 'protocol-error', code, section, answer: 1002 })
const utf8 = (what: string, bytes: Buffer, section: string): IllegalFrame => ({ what, bytes, kind: 'bad-utf8', code: 'WS_ERR_INVALID_UTF8', section, answer: 1007 })
const long = (what: string, length: string, code: string, section: string): IllegalFrame => ({ what, bytes: Buffer.from(`827f${length}`, 'hex'), kind: 'message-too-big', code, section, answer: 1009 })

const opcode = 'WS_ERR_INVALID_OPCODE'
const control = 'WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH'
const notLast = 0x01

/** A frame of more than 125 bytes with the length of a small one would be another frame; this is its longer form. */
const longControl = (first: number) => Buffer.concat([Buffer.from([first, 126, 0, 126]), Buffer.alloc(126, 'x')])

export const illegalFrames: readonly IllegalFrame[] = [
  protocol('a reserved data opcode', frame(0x83, 'x'), opcode, '5.2'),
  protocol('the last reserved data opcode', frame(0x87, 'x'), opcode, '5.2'),
  protocol('a reserved control opcode', frame(0x8b, 'x'), opcode, '5.2'),
  protocol('the last reserved control opcode', frame(0x8f), opcode, '5.2'),
  protocol('RSV1 without compression', frame(0xc1, 'x'), 'WS_ERR_UNEXPECTED_RSV_1', '5.2'),
  protocol('RSV2', frame(0xa1, 'x'), 'WS_ERR_UNEXPECTED_RSV_2_3', '5.2'),
  protocol('RSV3', frame(0x91, 'x'), 'WS_ERR_UNEXPECTED_RSV_2_3', '5.2'),
  protocol('RSV1 on a ping', frame(0xc9, 'x'), 'WS_ERR_UNEXPECTED_RSV_1', '5.2'),
  protocol('a masked frame', Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x61]), 'WS_ERR_UNEXPECTED_MASK', '5.1'),
  protocol('a masked close frame', Buffer.from([0x88, 0x82, 0, 0, 0, 0, 3, 0xe8]), 'WS_ERR_UNEXPECTED_MASK', '5.1'),
  protocol('a continuation of nothing', frame(0x80, 'x'), opcode, '5.4'),
  protocol('a continuation of nothing that goes on', frame(0x00, 'x'), opcode, '5.4'),
  protocol('a new message within another', Buffer.concat([frame(notLast, 'a'), frame(textFrame, 'b')]), opcode, '5.4'),
  protocol('a ping in fragments', frame(0x09, 'x'), 'WS_ERR_EXPECTED_FIN', '5.5'),
  protocol('a close in fragments', frame(0x08, closeBody(1000)), 'WS_ERR_EXPECTED_FIN', '5.5'),
  protocol('a ping of more than 125 bytes', longControl(0x89), control, '5.5'),
  protocol('a pong of more than 125 bytes', longControl(0x8a), control, '5.5'),
  protocol('a close of more than 125 bytes', longControl(closeFrame), control, '5.5'),
  protocol('a close of one byte', frame(closeFrame, Buffer.from([3])), control, '5.5.1'),
  utf8('invalid UTF-8 in a text', frame(textFrame, Buffer.from([0x61, 0xff, 0xfe])), '8.1'),
  utf8('half a surrogate pair in a text', frame(textFrame, Buffer.from([0xed, 0xa0, 0x80])), '8.1'),
  utf8('invalid UTF-8 in a close reason', frame(closeFrame, Buffer.from([0x03, 0xe8, 0xff])), '5.5.1'),
  long('a length of 2^53', '0020000000000000', 'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH', '5.2'),
  long('a length with its first bit set', '8000000000000000', 'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH', '5.2'),
  long('a length of 2^53 − 1', '001fffffffffffff', 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', ''),
]
