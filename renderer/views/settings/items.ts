import { formatBytes } from '../../format/bytes'
import { sections, sectionWords, type Section } from '../../format/settings'
import { t } from '../../../shared/words/words'

const MiB = 1024 * 1024

const places = {
  theme: 'look',
  density: 'look',
  font: 'look',
  motion: 'look',
  language: 'language',
  quit: 'behaviour',
  updates: 'behaviour',
  shortcuts: 'behaviour',
  tour: 'behaviour',
  captures: 'keeping',
  options: 'defaults',
  environments: 'defaults',
  version: 'about',
  folder: 'about',
  report: 'about',
} as const satisfies Record<string, Section>
export type ItemId = keyof typeof places

export interface Item {
  id: ItemId
  label: string
  hint: string
}

/** Facts that some hints tell. */
export interface Facts {
  captures: number
  mebibytes: number
  runtime: string
  dataFolder: string
  /** Whether this copy can update itself. */
  updatable: boolean
}

function itemOf(id: ItemId, facts: Facts): Item {
  const label = t(`settings.${id}.label`)
  if (id === 'captures') return { id, label, hint: t('settings.captures.hint', { captures: facts.captures, size: formatBytes(facts.mebibytes * MiB) }) }
  if (id === 'version') return { id, label, hint: facts.runtime }
  if (id === 'folder') return { id, label, hint: `${facts.dataFolder}\n${t('settings.folder.hint')}` }
  if (id === 'updates' && !facts.updatable) return { id, label, hint: t('settings.updates.unable') }
  return { id, label, hint: t(`settings.${id}.hint`) }
}

/** Sections with the settings that fit a query, in their order; a section whose name fits shows all of its own. */
export function found(query: string, facts: Facts): { section: Section; items: Item[] }[] {
  const words = query.trim().toLowerCase().split(/\s+/).filter((word) => word !== '')
  const fits = (text: string) => words.every((word) => text.toLowerCase().includes(word))
  const ids = Object.keys(places) as ItemId[]
  return sections.flatMap((section) => {
    const own = ids.filter((id) => places[id] === section).map((id) => itemOf(id, facts))
    const items = own.filter(({ label, hint }) => fits(`${sectionWords[section]} ${label} ${hint}`))
    return items.length === 0 ? [] : [{ section, items }]
  })
}
