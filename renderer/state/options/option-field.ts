import type { Options } from '../../../shared/options'

type Grouped = Exclude<keyof Options, 'auth'>

/** One option by its path, such as `tls.serverName`; the auth group is one option as a whole. */
export type OptionField = 'auth' | { [G in Grouped]: `${G}.${keyof Options[G] & string}` }[Grouped]

export type OptionValue<F extends OptionField> = F extends 'auth'
  ? Options['auth']
  : F extends `${infer G extends Grouped}.${infer K}`
    ? K extends keyof Options[G]
      ? Options[G][K]
      : never
    : never

/** Lists whose rows add up over the layers; a row of the same name above replaces those below. */
export const rowFields = ['request.headers', 'request.query', 'request.cookies'] as const satisfies readonly OptionField[]
export type RowField = (typeof rowFields)[number]

/** Lists that are inherited or replaced as a whole. */
export const listFields = ['request.protocols', 'tls.pins', 'tls.accepted', 'reconnect.rules', 'onOpen.messages'] as const satisfies readonly OptionField[]
export type ListField = (typeof listFields)[number]

export function partsOf(field: OptionField): { group: keyof Options; key: string | null } {
  const [group, key = null] = field.split('.') as [keyof Options, string?]
  return { group, key }
}
