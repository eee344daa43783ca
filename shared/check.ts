/** Check: small schema parts that several schemas are made of, with their messages in words. */
import * as v from 'valibot'
import { language, t, type WordKey } from './words/words'

// What a schema without words of its own says; valibot's own text is English.
v.setGlobalMessage((issue) => (language() === 'en' ? issue.message : t('check.unexpected', { expected: issue.expected ?? '…', received: issue.received })))

/** Turns a rule that answers with a problem in words into a schema check with those words as its message. */
export function rule<T>(problem: (value: T) => string | null) {
  return v.rawCheck<T>(({ dataset, addIssue }) => {
    const said = dataset.typed ? problem(dataset.value) : null
    if (said !== null) addIssue({ message: said })
  })
}

/** What a bound is of. */
type Label = Extract<WordKey, `check.label.${string}`>

/** A whole number within bounds; `what` begins the message. */
export const whole = (min: number, max: number, what: Label) =>
  v.pipe(
    v.number(() => t('check.number', { what: t(what) })),
    v.integer(() => t('check.whole', { what: t(what) })),
    v.minValue(min, () => t('check.least', { what: t(what), least: min })),
    v.maxValue(max, () => t('check.most', { what: t(what), most: max })),
  )

/** A text of limited length. */
export const text = (max: number, what: Label) => v.pipe(v.string(), v.maxLength(max, () => t('check.longest', { what: t(what), most: max })))

export const idSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/, () => t('check.id')))
