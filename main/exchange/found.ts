/** Found: makes sure that what an importer read can be saved: each connection fits the schema, and what doesn't is said. */
import * as v from 'valibot'
import { AppError } from '../../shared/errors'
import type { Found, FoundConnection } from '../../shared/exchange'
import { tidyOverrides } from '../../shared/inherit'
import { limits } from '../../shared/limits'
import { overridesSchema, type Overrides } from '../../shared/options'
import { isTemplateAlone } from '../../shared/secret'
import { mapSecrets } from '../../shared/secret-fields'
import { hasTemplate } from '../../shared/template'
import { unixUrl, urlProblem } from '../../shared/url'
import { t } from '../../shared/words/words'
import { clipped, type Draft } from './draft'

export interface Harvest {
  format: Found['format']
  drafts: readonly Draft[]
  variables?: Found['variables']
  left?: readonly string[]
}

/** Throws exchange-invalid if nothing is left to take over. */
export function foundOf({ format, drafts, variables = [], left = [] }: Harvest): Found {
  const connections: FoundConnection[] = []
  const wholeLeft = [...left]
  for (const draft of drafts.slice(0, limits.profiles)) {
    const connection = connectionOf(draft)
    if (typeof connection === 'string') wholeLeft.push(connection)
    else connections.push(connection)
  }
  if (drafts.length > limits.profiles) wholeLeft.push(t('main.left.moreConnections', { more: drafts.length - limits.profiles, most: limits.profiles }))
  if (connections.length === 0) throw new AppError('exchange-invalid', noneWords(wholeLeft[0]))
  const kept = uniqueVariables(variables)
  if (kept.length < variables.length) wholeLeft.push(t('main.left.variables', { variables: variables.length - kept.length }))
  return { format, connections, variables: kept, left: [...new Set(wholeLeft)].slice(0, 200) }
}

function noneWords(why: string | undefined): string {
  return why === undefined ? t('errors.exchange.none') : t('errors.exchange.noneBecause', { why })
}

/** Words if it can't be one. */
function connectionOf(draft: Draft): FoundConnection | string {
  const url = draft.url.trim()
  const name = nameOf(draft.name === '' ? placeOf(url) : draft.name)
  const problem = url.length > limits.urlLength ? t('main.left.urlTooLong') : urlProblem(url)
  if (problem !== null) return t('main.left.unusable', { name, problem: draft.refusal || (draft.url === '' ? t('main.left.hasNoUrl') : problem) })
  return { name, url, options: tidyOverrides(fitting(withoutOwnHost(draft.options, url), draft)), left: draft.left }
}

function nameOf(text: string): string {
  return clipped(text, limits.nameLength) || t('main.new.unnamed')
}

/** Host and path: what tells connections apart at a glance, without a query that may hold a token. */
function placeOf(url: string): string {
  return url.replace(/^(?:wss?:\/\/|ws\+unix:)/i, '').replace(/[?#].*$/s, '').replace(/\/$/, '')
}

/** A Host header that says what the URL says would only stay behind when the URL is changed. */
function withoutOwnHost(options: Overrides, url: string): Overrides {
  const { headers } = options.request ?? {}
  if (headers === undefined || unixUrl(url) !== null) return options
  const host = /^wss?:\/\/([^/?#]*)/i.exec(url)?.[1]?.toLowerCase().replace(/:(?:80|443)$/, '')
  const own = (name: string, value: string) => name.toLowerCase() === 'host' && value.toLowerCase().replace(/:(?:80|443)$/, '') === host
  const others = headers.filter(({ name, value }) => !own(name, value))
  const { headers: _, ...request } = options.request ?? {}
  return { ...options, request: others.length === 0 ? request : { ...request, headers: others } }
}

/** The last gate: keys that the schema refuses are taken out, and said. */
function fitting(options: Overrides, draft: Draft): Overrides {
  let result = mapSecrets(options, (secret) => {
    if (secret.length > limits.secretCharacters) draft.leave(t('main.left.longSecret'))
    else if (hasTemplate(secret) && !isTemplateAlone(secret)) draft.leave(t('main.left.mixedSecret', { variable: '{{variable}}' }))
    return secret.length > limits.secretCharacters ? '' : secret
  })
  for (let turn = 0; turn < 50; turn += 1) {
    const checked = v.safeParse(overridesSchema, mapSecrets(result, () => 'sec_check'))
    if (checked.success) return result
    for (const { path, message } of checked.issues) {
      const [group, key] = (path ?? []).map((step) => String(step.key))
      if (group === undefined) return {}
      draft.leave(`${group}${key === undefined || group === 'auth' ? '' : ` ${key}`}: ${message}`)
      result = without(result, group, group === 'auth' ? undefined : key)
    }
  }
  return {}
}

function without(options: Overrides, group: string, key: string | undefined): Overrides {
  const rest = Object.entries(options).filter(([name]) => name !== group || key !== undefined)
  const others = (set: object) => Object.fromEntries(Object.entries(set).filter(([one]) => one !== key))
  return Object.fromEntries(rest.map(([name, set]) => [name, name === group ? others(set ?? {}) : set]))
}

function uniqueVariables(variables: Found['variables']): Found['variables'] {
  const byName = new Map<string, Found['variables'][number]>()
  for (const variable of variables) {
    const usable = /^[A-Za-z_][\w.-]{0,99}$/.test(variable.name) && variable.value.length <= limits.variableCharacters
    if (usable && byName.size < limits.variables && !byName.has(variable.name)) byName.set(variable.name, variable)
  }
  return [...byName.values()]
}
