/** What had come of a frame or a message when its connection broke off: `ws` knows, but has no public word for it. */
import { t } from '../../shared/words/words'

/** Fields of the receiver of ws 8; where a later version has them no longer, nothing is said. */
interface Inside {
  _receiver?: { _state?: number; _bufferedBytes?: number; _payloadLength?: number; _totalPayloadLength?: number; _fragmented?: number } | null
}

/** States of the receiver (RFC 6455 §5.2): it waits for a frame's first bytes, for the rest of its length, or for its payload. */
const first = 0
const lengths = [1, 2]
const payload = 4

/** In words; empty where it broke off between two messages. */
export function tornWords(webSocket: object): string {
  const { _state: state = -1, _bufferedBytes: here = 0, _payloadLength: whole = 0, ...about } = (webSocket as Inside)._receiver ?? {}
  const { _totalPayloadLength: before = 0, _fragmented: fragmented = 0 } = about
  if (state === payload) return t('main.dial.seen.tornFrame', { here, whole })
  if (lengths.includes(state) || (state === first && here > 0)) return t('main.dial.seen.tornHeader')
  return state === first && fragmented !== 0 ? t('main.dial.seen.tornMessage', { here: before }) : ''
}
