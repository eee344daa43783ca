/** Read: tells what was pasted or opened, a command line or a file of another tool, and has it read by its own. */
import { AppError } from '../../shared/errors'
import type { Found } from '../../shared/exchange'
import { limits } from '../../shared/limits'
import { t } from '../../shared/words/words'
import { readAsyncapi } from './asyncapi'
import { looksLikeCommands, readCommands } from './command-lines'
import { readJson, readYaml } from './document'
import { at, listAt, textAt } from './fields'
import { readHar } from './har'
import { looksLikeInsomnia, readInsomnia } from './insomnia'
import { looksLikePostman, readPostman } from './postman'
import { looksLikeUrls, readUrls } from './url-list'

/** Throws AppError exchange-unknown, exchange-invalid or import-too-large, and nothing else. The same text gives the same connections. */
export function readExchange(text: string): Found {
  if (text.length > limits.importBytes || Buffer.byteLength(text) > limits.importBytes) throw new AppError('import-too-large', t('errors.exchange.large', { most: limits.importBytes / 1024 / 1024 }))
  const body = text.replace(/^\uFEFF/, '').trim()
  if (body === '') throw new AppError('exchange-unknown', t('errors.exchange.nothing', { known: t('errors.exchange.known') }))
  try {
    return readBody(body)
  } catch (error) {
    if (error instanceof AppError) throw error
    // A text made to break a reader, by depth or size; its own words may quote a secret.
    throw new AppError('exchange-invalid', t('errors.exchange.unreadable'), { cause: error })
  }
}

function readBody(body: string): Found {
  if (/^(?:\[|\{(?!\{))/.test(body)) return readDocument(readJson(body))
  if (/^(?:asyncapi|_type|type|schema_version)[ \t]*:/m.test(body.slice(0, 64 * 1024)) && /^["']?(?:asyncapi|_type|type)["']?[ \t]*:[ \t]*["']?(?:\d|export|[a-z]+\.insomnia\.rest\/)/m.test(body.slice(0, 64 * 1024)))
    return readDocument(readYaml(body))
  if (looksLikeCommands(body)) return readCommands(body)
  if (/^[^\n]{0,200}\b(?:Invoke-(?:WebRequest|RestMethod)\b|fetch\()/im.test(body.slice(0, 64 * 1024)))
    throw new AppError('exchange-invalid', t('errors.exchange.code'))
  if (looksLikeUrls(body)) return readUrls(body)
  throw new AppError('exchange-unknown', t('errors.exchange.paste', { known: t('errors.exchange.known') }))
}

function readDocument(document: unknown): Found {
  if (textAt(document, 'app') === 'sockdeck') throw new AppError('exchange-invalid', t('errors.exchange.own'))
  if (Array.isArray(at(document, 'log', 'entries'))) return readHar(document)
  if (looksLikeInsomnia(document)) return readInsomnia(document)
  if (textAt(document, 'asyncapi') !== '') return readAsyncapi(document)
  if (looksLikePostman(document)) return readPostman(document)
  // Postman's own interface wraps what it gives.
  if (looksLikePostman(at(document, 'collection'))) return readPostman(at(document, 'collection'))
  if (listAt(document, 'requests').length > 0 && textAt(document, 'name') !== '') throw new AppError('exchange-invalid', t('errors.exchange.postman1'))
  throw new AppError('exchange-unknown', t('errors.exchange.open', { known: t('errors.exchange.known') }))
}
