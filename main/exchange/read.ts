/** Read: tells what was pasted or opened, a command line or a file of another tool, and has it read by its own. */
import { AppError } from '../../shared/errors'
import type { Found } from '../../shared/exchange'
import { limits } from '../../shared/limits'
import { readAsyncapi } from './asyncapi'
import { looksLikeCommands, readCommands } from './command-lines'
import { readJson, readYaml } from './document'
import { at, listAt, textAt } from './fields'
import { readHar } from './har'
import { looksLikeInsomnia, readInsomnia } from './insomnia'
import { looksLikePostman, readPostman } from './postman'
import { looksLikeUrls, readUrls } from './url-list'

const known = 'a curl, wscat, websocat or wsrepl command, a list of ws:// URLs, or a HAR, Postman, Insomnia or AsyncAPI file'

/** Throws AppError exchange-unknown, exchange-invalid or import-too-large, and nothing else. The same text gives the same connections. */
export function readExchange(text: string): Found {
  if (text.length > limits.importBytes || Buffer.byteLength(text) > limits.importBytes) throw new AppError('import-too-large', `This is larger than ${limits.importBytes / 1024 / 1024} MiB: take out what isn't needed`)
  const body = text.replace(/^\uFEFF/, '').trim()
  if (body === '') throw new AppError('exchange-unknown', `There is nothing in it. Paste ${known}`)
  try {
    return readBody(body)
  } catch (error) {
    if (error instanceof AppError) throw error
    // A text made to break a reader, by depth or size; its own words may quote a secret.
    throw new AppError('exchange-invalid', 'This can’t be read: take out what isn’t needed, or export it again', { cause: error })
  }
}

function readBody(body: string): Found {
  if (/^(?:\[|\{(?!\{))/.test(body)) return readDocument(readJson(body))
  if (/^(?:asyncapi|_type|type|schema_version)[ \t]*:/m.test(body.slice(0, 64 * 1024)) && /^["']?(?:asyncapi|_type|type)["']?[ \t]*:[ \t]*["']?(?:\d|export|[a-z]+\.insomnia\.rest\/)/m.test(body.slice(0, 64 * 1024)))
    return readDocument(readYaml(body))
  if (looksLikeCommands(body)) return readCommands(body)
  if (/^[^\n]{0,200}\b(?:Invoke-(?:WebRequest|RestMethod)\b|fetch\()/im.test(body.slice(0, 64 * 1024)))
    throw new AppError('exchange-invalid', 'This is code for PowerShell or JavaScript: use “Copy as cURL” in its place')
  if (looksLikeUrls(body)) return readUrls(body)
  throw new AppError('exchange-unknown', `Paste ${known}.`)
}

function readDocument(document: unknown): Found {
  if (textAt(document, 'app') === 'sockdeck') throw new AppError('exchange-invalid', 'This is an export of Sockdeck itself: use Import profiles for it')
  if (Array.isArray(at(document, 'log', 'entries'))) return readHar(document)
  if (looksLikeInsomnia(document)) return readInsomnia(document)
  if (textAt(document, 'asyncapi') !== '') return readAsyncapi(document)
  if (looksLikePostman(document)) return readPostman(document)
  // Postman's own interface wraps what it gives.
  if (looksLikePostman(at(document, 'collection'))) return readPostman(at(document, 'collection'))
  if (listAt(document, 'requests').length > 0 && textAt(document, 'name') !== '') throw new AppError('exchange-invalid', 'This looks like a Postman collection v1: export it as v2.1')
  throw new AppError('exchange-unknown', `Open ${known}.`)
}
