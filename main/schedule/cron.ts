/** Cron: when an expression of five or six fields comes next, in local time, or what is wrong with it in words. */
import { Cron } from 'croner'
import { AppError } from '../../shared/errors'
import { t } from '../../shared/words/words'

/** When it comes next after a time (epoch ms), or null if never again. */
export type NextTime = (after: number) => number | null

/** Throws AppError bad-cron, also for a time that never comes, such as the 30th of February. */
export function cronTimes(expression: string, now: number): NextTime {
  const cron = parsed(expression)
  const next: NextTime = (after) => cron.nextRun(new Date(after))?.getTime() ?? null
  if (next(now) === null) throw new AppError('bad-cron', t('engine.cron.never'))
  return next
}

function parsed(expression: string): Cron {
  const fields = expression.trim().split(/\s+/)
  const isName = expression.trim().startsWith('@') && fields.length === 1
  if (!isName && fields.length !== 5 && fields.length !== 6) throw new AppError('bad-cron', t('engine.cron.fields', { count: fields[0] === '' ? 0 : fields.length }))
  try {
    return patternOf(expression)
  } catch (error) {
    throw new AppError('bad-cron', isName ? t('engine.cron.invalid') : fieldWords(fields), { cause: error })
  }
}

/** Without a function to call it sets no timer. */
function patternOf(expression: string): Cron {
  return new Cron(expression, { mode: '5-or-6-parts', paused: true })
}

/** The library's own words are English and name no field: each one is tried by itself. */
function fieldWords(fields: readonly string[]): string {
  const stars = fields.map(() => '*')
  const wrong = fields.findIndex((field, at) => !isRight(stars.with(at, field).join(' ')))
  const about = fieldsOf()[wrong + (6 - fields.length)]
  return wrong === -1 || about === undefined ? t('engine.cron.invalid') : t('engine.cron.field', { field: fields[wrong] ?? '', ...about })
}

function isRight(expression: string): boolean {
  try {
    return patternOf(expression).getPattern() !== undefined
  } catch (error) {
    // Whatever is thrown here says the same: this can't be read.
    return !(error instanceof Error)
  }
}

/** In order, with seconds; made anew in the language of the moment. */
function fieldsOf(): { name: string; range: string }[] {
  const range = (least: number, most: number) => t('engine.cron.range', { least, most })
  return [
    { name: t('engine.cron.second'), range: range(0, 59) },
    { name: t('engine.cron.minute'), range: range(0, 59) },
    { name: t('engine.cron.hour'), range: range(0, 23) },
    { name: t('engine.cron.day'), range: range(1, 31) },
    { name: t('engine.cron.month'), range: t('engine.cron.monthRange') },
    { name: t('engine.cron.weekday'), range: t('engine.cron.weekdayRange') },
  ]
}
