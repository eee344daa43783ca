import { wordsOf } from '../../../shared/words/words'
import type { Draft } from '../../state/editor.svelte'
import type { OptionField } from '../../state/options/option-field'
import type { OptionsDraft } from '../../state/options/options-draft.svelte'
import type { Section } from './section'

const titles: Readonly<Record<string, string>> = wordsOf({
  folder: 'profile.section.folder',
  variables: 'profile.section.variables',
  connection: 'profile.section.connection',
  headers: 'profile.section.headers',
  cookies: 'profile.section.cookies',
  auth: 'profile.section.auth',
  tls: 'profile.section.tls',
  proxy: 'profile.section.proxy',
  compression: 'profile.section.compression',
  network: 'profile.section.network',
  queue: 'profile.section.queue',
  heartbeat: 'profile.section.heartbeat',
  reconnect: 'profile.section.reconnect',
  open: 'profile.section.open',
  set: 'profile.section.set',
  preview: 'profile.section.preview',
})

const places: readonly Omit<Section, 'title'>[] = [
  { id: 'folder', fields: [], own: ['name'], only: 'folder' },
  { id: 'variables', fields: [], own: ['variables'], only: 'folder' },
  { id: 'connection', fields: ['request.query', 'request.protocols', 'request.protocolRequired', 'request.origin'], own: ['name', 'url', 'folderId', 'tags', 'color'] },
  { id: 'headers', fields: ['request.headers'] },
  { id: 'cookies', fields: ['request.cookies'] },
  { id: 'auth', fields: ['auth'] },
  { id: 'tls', fields: ['tls.'] },
  { id: 'proxy', fields: ['proxy.'] },
  { id: 'compression', fields: ['compression.'] },
  { id: 'network', fields: ['network.', 'limits.', 'redirects.'] },
  { id: 'queue', fields: ['queue.'] },
  { id: 'heartbeat', fields: ['heartbeat.', 'appPing.'] },
  { id: 'reconnect', fields: ['reconnect.'] },
  { id: 'open', fields: ['onOpen.'] },
  { id: 'set', fields: [] },
  { id: 'preview', fields: [], only: 'profile' },
]

const all: readonly Section[] = places.map((place) => ({
  ...place,
  get title() {
    return titles[place.id] ?? ''
  },
}))

export function sectionsFor(kind: Draft['kind']): readonly Section[] {
  return all.filter(({ only }) => only === undefined || only === kind)
}

/** The section where an option stands. */
export function sectionOf(field: string): Section | undefined {
  return all.find(({ fields }) => fields.some((prefix) => field.startsWith(prefix)))
}

/** How much of a section is set here: options, and of tables their rows. */
export function setCount({ id, fields }: Section, draft: Draft): number {
  const { options } = draft
  if (id === 'set') return options.setFields.length
  if (id === 'variables' && draft.kind === 'folder') return draft.form.variables.length
  const inside = options.setFields.filter((field) => fields.some((prefix) => field.startsWith(prefix)))
  return inside.reduce((sum, field) => sum + sizeOf(field, options), 0)
}

function sizeOf(field: OptionField, options: OptionsDraft): number {
  const value = options.get(field)
  return Array.isArray(value) ? Math.max(1, value.length) : 1
}

export function sectionHasError({ id, fields, own = [] }: Section, draft: Draft): boolean {
  if (fields.length > 0 && draft.options.hasError(...fields)) return true
  if (draft.kind === 'profile') return id === 'connection' && draft.hasError('name', 'url', 'tags')
  return draft.kind === 'folder' && own.length > 0 && id !== 'connection' && draft.hasError(...own)
}
