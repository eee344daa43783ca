import type { Draft } from '../../state/editor.svelte'
import type { OptionField } from '../../state/options/option-field'
import type { OptionsDraft } from '../../state/options/options-draft.svelte'
import type { Section } from './section'

const all: readonly Section[] = [
  { id: 'folder', title: 'Folder', fields: [], own: ['name'], only: 'folder' },
  { id: 'variables', title: 'Variables', fields: [], own: ['variables'], only: 'folder' },
  { id: 'connection', title: 'Connection', fields: ['request.query', 'request.protocols', 'request.origin'], own: ['name', 'url', 'folderId', 'tags', 'color'] },
  { id: 'headers', title: 'Headers', fields: ['request.headers'] },
  { id: 'cookies', title: 'Cookies', fields: ['request.cookies'] },
  { id: 'auth', title: 'Auth', fields: ['auth'] },
  { id: 'tls', title: 'TLS', fields: ['tls.'] },
  { id: 'proxy', title: 'Proxy', fields: ['proxy.'] },
  { id: 'compression', title: 'Compression', fields: ['compression.'] },
  { id: 'network', title: 'Network & limits', fields: ['network.', 'limits.', 'redirects.'] },
  { id: 'queue', title: 'Queue', fields: ['queue.'] },
  { id: 'heartbeat', title: 'Heartbeat', fields: ['heartbeat.', 'appPing.'] },
  { id: 'reconnect', title: 'Reconnect', fields: ['reconnect.'] },
  { id: 'open', title: 'On open', fields: ['onOpen.'] },
  { id: 'set', title: 'Overview', fields: [] },
  { id: 'preview', title: 'Preview', fields: [], only: 'profile' },
]

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
