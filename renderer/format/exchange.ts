import type { ExchangeFormat, ExchangeReport } from '../../shared/exchange'
import { t } from '../../shared/words/words'

export function foundWords({ format, connections }: ExchangeReport): string {
  const source = t(`exchange.format.${format}`)
  return connections.length === 0 ? t('exchange.foundNone', { source }) : t('exchange.found', { count: connections.length, source })
}

const folderNames: Readonly<Record<Exclude<ExchangeFormat, 'sockdeck'>, string>> = {
  curl: 'curl', wscat: 'wscat', websocat: 'websocat', wsrepl: 'wsrepl', har: 'HAR', postman: 'Postman', insomnia: 'Insomnia', urls: 'URLs', asyncapi: 'AsyncAPI',
}

/** What a new folder for them is called: after the file, without its endings. */
export function folderNameFor(format: ExchangeFormat, file: string | null): string {
  const name = (file ?? '').split(/[\\/]/).at(-1)?.replace(/(\.(json|ya?ml|har|txt|postman_collection|sockdeck))+$/i, '').trim() ?? ''
  if (name !== '' && file !== null) return name.slice(0, 60)
  return format === 'sockdeck' ? t('exchange.imported') : folderNames[format]
}

/** What became of a taking, for a toast. */
export function takenWords(added: number, skipped: number): string {
  const taken = t('exchange.added', { count: added })
  return skipped === 0 ? taken : t('exchange.addedSome', { added: taken, count: skipped })
}

/** What an export holds, and that it holds no secrets, if it would have had some. */
export function exportedWords(count: number, secretsLeft: number): string {
  const exported = t('exchange.exported', { count })
  return secretsLeft === 0 ? exported : t('exchange.exportedBare', { exported, count: secretsLeft })
}
