import type { MessageFormat } from '../../../shared/payload'

/** In the order in which they are offered. */
export const messageFormats: readonly MessageFormat[] = ['text', 'json', 'xml', 'hex', 'base64']

/** Shown while nothing is written yet; for text there are words. */
export const hints: Readonly<Record<Exclude<MessageFormat, 'text'>, string>> = {
  json: '{"hello": "world"}',
  xml: '<hello>world</hello>',
  hex: '48 65 6c 6c 6f',
  base64: 'SGVsbG8=',
}
