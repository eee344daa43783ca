/** Environment: named values for `{{name}}`: global ones, a folder's, and those of the environment that is chosen. */
import * as v from 'valibot'
import { idSchema, rule, text } from './check'
import { limits } from './limits'
import { secretRefSchema } from './secret'
import { variableNamePattern } from './template'
import { t } from './words/words'

const nameProblem = (name: string) =>
  variableNamePattern.test(name) ? null : t('check.variableName')

export const variableSchema = v.pipe(
  v.strictObject({
    name: v.pipe(v.string(), rule(nameProblem)),
    value: text(limits.variableCharacters, 'check.label.value'),
    enabled: v.boolean(),
    /** Then `value` is a SecretRef. */
    secret: v.boolean(),
  }),
  v.forward(v.partialCheck([['value'], ['secret']], ({ value, secret }) => !secret || v.is(secretRefSchema, value), () => t('check.secretRef')), ['value']),
)
export type Variable = v.InferOutput<typeof variableSchema>

export const variablesSchema = v.pipe(v.array(variableSchema), v.maxLength(limits.variables, () => t('check.variables', { most: limits.variables })))

export const environmentSchema = v.strictObject({
  id: idSchema,
  name: v.pipe(v.string(), v.trim(), v.minLength(1, () => t('check.name')), v.maxLength(limits.nameLength)),
  variables: variablesSchema,
})
export type Environment = v.InferOutput<typeof environmentSchema>

export const environmentsSchema = v.strictObject({
  global: variablesSchema,
  environments: v.pipe(v.array(environmentSchema), v.maxLength(limits.environments, () => t('check.environments', { most: limits.environments }))),
  /** null: none; then global and folder variables only. */
  chosenId: v.nullable(idSchema),
})
export type Environments = v.InferOutput<typeof environmentsSchema>

/** The variables that can be used: global, then the folder's, then the chosen environment's; the later one of a name wins. */
export function variablesInScope({ global, environments, chosenId }: Environments, folder: readonly Variable[]): Map<string, Variable> {
  const chosen = environments.find(({ id }) => id === chosenId)?.variables ?? []
  return new Map([...global, ...folder, ...chosen].filter(({ enabled }) => enabled).map((variable) => [variable.name, variable]))
}
