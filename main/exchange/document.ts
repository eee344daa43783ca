/** Document: reads JSON and YAML that may be hostile, bounded in size, depth and aliases, with what is wrong in words. */
import { parseDocument } from 'yaml'
import { AppError } from '../../shared/errors'
import { t } from '../../shared/words/words'

/** Levels. JSON Schemas in AsyncAPI documents reach some 40; V8 takes seconds for millions. */
const depth = 200
/** Characters. Reading YAML takes about a second per MiB, during which nothing else happens. */
const yamlCharacters = 512 * 1024
/** Aliases resolved; some hundred bytes of YAML can stand for gigabytes. */
const aliases = 1_000

export function readJson(text: string): unknown {
  if (isDeeperThan(depth, text)) throw new AppError('exchange-invalid', t('errors.exchange.deepJson', { levels: depth }))
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    const [, line, column] = /line (\d+) column (\d+)/.exec(error instanceof Error ? error.message : '') ?? []
    const words = line === undefined || column === undefined ? t('errors.exchange.json') : t('errors.exchange.jsonAt', { line, column })
    throw new AppError('exchange-invalid', words, { cause: error })
  }
}

export function readYaml(text: string): unknown {
  if (text.length > yamlCharacters) throw new AppError('import-too-large', t('errors.exchange.largeYaml'))
  try {
    const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'silent', schema: 'core', customTags: [], resolveKnownTags: false })
    const [mistake] = document.errors
    if (mistake) throw new AppError('exchange-invalid', t('errors.exchange.yaml', { line: lineOf(text, mistake.pos[0]) }))
    return document.toJS({ maxAliasCount: aliases }) as unknown
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('exchange-invalid', t('errors.exchange.deepYaml'), { cause: error })
  }
}

function lineOf(text: string, position: number): number {
  let line = 1
  for (let from = text.indexOf('\n'); from !== -1 && from < position; from = text.indexOf('\n', from + 1)) line += 1
  return line
}

/** Counts brackets outside of strings. A loop, since a regular expression overflows its stack on a string of megabytes. */
function isDeeperThan(most: number, text: string): boolean {
  let level = 0
  for (let at = 0; at < text.length && level <= most; at += 1) {
    const char = text[at]
    if (char === '"') at = stringEnd(text, at)
    else if (char === '[' || char === '{') level += 1
    else if (char === ']' || char === '}') level -= 1
  }
  return level > most
}

function stringEnd(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}
