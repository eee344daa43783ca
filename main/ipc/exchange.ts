/** Exchange: connections of other tools taken in, with their secrets put away, and profiles written as their command lines. */
import { randomUUID } from 'node:crypto'
import * as v from 'valibot'
import { variableSchema, type Variable } from '../../shared/environment'
import type { Replies } from '../../shared/contract'
import { AppError } from '../../shared/errors'
import type { ExchangeReport, FoundConnection, LineReport } from '../../shared/exchange'
import { nothingImported } from '../../shared/imported'
import { limits } from '../../shared/limits'
import { planOf } from '../../shared/plan'
import { newProfile, profileSchema, type Profile } from '../../shared/profile'
import type { Payload } from '../../shared/schemas'
import { isTemplateAlone } from '../../shared/secret'
import { mapSecrets, secretRefs } from '../../shared/secret-fields'
import { t } from '../../shared/words/words'
import { reportOf } from '../exchange/report'
import { withVariables } from '../store/book'
import type { Environments } from '../store/environments'
import type { Profiles } from '../store/profiles'
import type { Secrets } from '../store/secrets'
import type { Settings } from '../store/settings'
import type { FileDialogs } from './files'

interface Parts {
  settings: Settings
  secrets: Secrets
  environments: Environments
  profiles: Profiles
  dialogs: FileDialogs
}

/** What no start waits for: the formats of all tools, YAML among them, are loaded when something is first taken in. */
const reader = () => import('../exchange/read')

/** Throws AppError as `readExchange` does. */
export async function inspectExchange(text: string): Promise<ExchangeReport> {
  const { readExchange } = await reader()
  return reportOf(readExchange(text))
}

/** null: the person cancelled. Throws AppError as `readExchange` does. */
export async function openExchange({ dialogs }: Parts): Promise<Replies['exchange.openFile']> {
  const opened = await dialogs.openConnections()
  return opened === null ? null : { ...opened, report: await inspectExchange(opened.text) }
}

/** Nothing is saved unless all of it is. Throws AppError as `readExchange` does, not-found, too-many or store-write. */
export async function takeExchange(parts: Parts, { text, places, folderId }: Payload<'exchange.take'>): Promise<Replies['exchange.take']> {
  const { readExchange } = await reader()
  const { secrets, environments, profiles } = parts
  const { connections, variables } = readExchange(text)
  const wanted = [...new Set(places)]
  const found = wanted.flatMap((place) => connections[place] ?? [])
  const vault = new Sealing()
  const drafts = found.flatMap((connection) => draftOf(connection, vault) ?? [])
  const named = variables.flatMap((variable) => variableOf(variable, vault) ?? [])
  if (drafts.length === 0) return { profileIds: [], skipped: wanted.length, imported: nothingImported }
  // Outside of any folder there is no other place from where they could be used; room for them is looked for before anything is saved.
  if (folderId === null) withVariables(environments.value.global, named)
  const seal = vault.sealer(secrets, [...drafts.flatMap(({ options }) => secretRefs(options)), ...named.map(({ value }) => value)])
  const sealed = drafts.map((profile): Profile => ({ ...profile, options: mapSecrets(profile.options, seal) }))
  const sealedVariables = named.map((variable) => (variable.secret ? { ...variable, value: seal(variable.value) } : variable))
  const known = new Set(variablesOf(parts, folderId).map(({ name }) => name))
  profiles.add(sealed, { folderId, variables: sealedVariables })
  if (folderId === null && sealedVariables.length > 0) addGlobal(parts, sealedVariables)
  const profileIds = sealed.map(({ id }) => id)
  const names = sealedVariables.map(({ name }) => name).filter((name) => !known.has(name))
  return { profileIds, skipped: wanted.length - sealed.length, imported: { ...nothingImported, profileIds, variables: { folderId, names } } }
}

/** Throws AppError not-found. */
export async function lineOf({ settings, profiles }: Parts, { profileId, format }: Payload<'exchange.line'>): Promise<LineReport> {
  const { lineFor } = await import('../exchange/line')
  const profile = profiles.find(profileId)
  if (profile === null) throw new AppError('not-found', t('errors.gone.profile'))
  return lineFor(planOf(profile, { defaults: settings.value.defaults, folders: profiles.book.folders }), format)
}

/**
 * Secrets in plain text become references in two steps, so that all of them are one write, and what does not pass the schema
 * leaves none behind: first a stand-in that looks like a reference, then the real one.
 */
class Sealing {
  readonly #texts = new Map<string, string>()

  standIn = (text: string): string => {
    if (text === '' || isTemplateAlone(text) || text.length > limits.secretCharacters) return text
    const ref = `sec_${randomUUID()}`
    this.#texts.set(ref, text)
    return ref
  }

  sealer(secrets: Secrets, used: readonly string[]): (ref: string) => string {
    const texts = [...new Set(used)].flatMap((ref) => (this.#texts.has(ref) ? [[ref, this.#texts.get(ref) ?? ''] as const] : []))
    const ids = secrets.putAll(texts.map(([, text]) => text))
    const real = new Map(texts.map(([ref], at) => [ref, ids[at] ?? '']))
    return (ref) => real.get(ref) ?? ref
  }
}

/** null: a field of it does not hold in Sockdeck. */
function draftOf({ name, url, options }: FoundConnection, vault: Sealing): Profile | null {
  const draft = newProfile(randomUUID(), { name: name.slice(0, limits.nameLength).trim() || t('main.new.imported'), url, options: mapSecrets(options, vault.standIn) })
  const checked = v.safeParse(profileSchema, draft)
  return checked.success ? checked.output : null
}

function variableOf(variable: Variable, vault: Sealing): Variable | null {
  const checked = v.safeParse(variableSchema, variable.secret ? { ...variable, value: vault.standIn(variable.value) } : variable)
  return checked.success ? checked.output : null
}

/** Where those that come with connections go. */
function variablesOf({ environments, profiles }: Parts, folderId: string | null): readonly Variable[] {
  return folderId === null ? environments.value.global : (profiles.book.folders.find(({ id }) => id === folderId)?.variables ?? [])
}

function addGlobal({ environments }: Parts, variables: readonly Variable[]): void {
  const { value } = environments
  environments.save({ ...value, global: withVariables(value.global, variables) })
}
