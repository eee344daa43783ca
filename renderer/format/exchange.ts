import type { ExchangeFormat, ExchangeReport } from '../../shared/exchange'
import { formatCount, plural } from './bytes'

const formatWords: Readonly<Record<ExchangeFormat, string>> = {
  curl: 'a curl command',
  wscat: 'a wscat command',
  websocat: 'a websocat command',
  wsrepl: 'a wsrepl command',
  har: 'a HAR file',
  postman: 'a Postman collection',
  insomnia: 'an Insomnia export',
  urls: 'a list of URLs',
  asyncapi: 'an AsyncAPI document',
  sockdeck: 'Sockdeck’s own export',
}

export function foundWords({ format, connections }: ExchangeReport): string {
  return `${connections.length === 0 ? 'No connection' : plural(connections.length, 'connection')} in ${formatWords[format]}`
}

const folderNames: Readonly<Record<ExchangeFormat, string>> = {
  curl: 'curl', wscat: 'wscat', websocat: 'websocat', wsrepl: 'wsrepl', har: 'HAR', postman: 'Postman', insomnia: 'Insomnia', urls: 'URLs', asyncapi: 'AsyncAPI', sockdeck: 'Imported',
}

/** What a new folder for them is called: after the file, without its endings. */
export function folderNameFor(format: ExchangeFormat, file: string | null): string {
  const name = (file ?? '').split(/[\\/]/).at(-1)?.replace(/(\.(json|ya?ml|har|txt|postman_collection|sockdeck))+$/i, '').trim() ?? ''
  return name === '' || file === null ? folderNames[format] : name.slice(0, 60)
}

/** What became of a taking, for a toast. */
export function takenWords(added: number, skipped: number): string {
  const refused = skipped === 0 ? '' : `; ${formatCount(skipped)} did not fit and ${skipped === 1 ? 'was' : 'were'} left out`
  return `${plural(added, 'profile')} added${refused}`
}

/** What an export holds, and that it holds no secrets, if it would have had some. */
export function exportedWords(count: number, secretsLeft: number): string {
  return `${plural(count, 'profile')} exported${secretsLeft === 0 ? '' : `, ${plural(secretsLeft, 'secret')} left out`}`
}
