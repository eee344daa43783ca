/** Check: small schema parts that several schemas are made of, with their messages in words. */
import * as v from 'valibot'

/** Turns a rule that answers with a problem in words into a schema check with those words as its message. */
export function rule<T>(problem: (value: T) => string | null) {
  return v.rawCheck<T>(({ dataset, addIssue }) => {
    const said = dataset.typed ? problem(dataset.value) : null
    if (said !== null) addIssue({ message: said })
  })
}

/** A whole number within bounds; `what` begins the message. */
export const whole = (min: number, max: number, what: string) =>
  v.pipe(
    v.number(`${what}: enter a number`),
    v.integer(`${what}: enter a whole number`),
    v.minValue(min, `${what}: at least ${min}`),
    v.maxValue(max, `${what}: at most ${max}`),
  )

/** A text of limited length. */
export const text = (max: number, what: string) => v.pipe(v.string(), v.maxLength(max, `${what}: at most ${max} characters`))

export const idSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/, 'This is not an id'))
