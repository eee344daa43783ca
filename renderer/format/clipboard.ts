import { hexText } from './hex'
import { prettyJson } from './json'

/** As what a payload is put on the clipboard. */
export type PayloadForm = 'text' | 'json' | 'hex' | 'base64'

/** The payloads in this form, one below the other; null: one of them is not JSON. */
export function payloadText(payloads: readonly Uint8Array[], form: PayloadForm): string | null {
  const texts = payloads.map((payload) => textIn(form, payload))
  return texts.includes(null) ? null : texts.join('\n')
}

function textIn(form: PayloadForm, payload: Uint8Array): string | null {
  if (form === 'hex') return hexText(payload)
  if (form === 'base64') return base64(payload)
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(payload)
  if (form === 'text') return text
  const json = prettyJson(text)
  return json.kind === 'json' ? json.text : null
}

function base64(bytes: Uint8Array): string {
  // Arguments of one call are bounded, and a group of three bytes must not be cut.
  const step = 3 * 8_192
  let text = ''
  for (let from = 0; from < bytes.length; from += step) text += btoa(String.fromCharCode(...bytes.subarray(from, from + step)))
  return text
}
