import Pencil from '@lucide/svelte/icons/pencil'
import Plus from '@lucide/svelte/icons/plus'
import type { LogFilter, NamedFilter } from '../../../shared/entry'
import { t } from '../../../shared/words/words'
import type { MenuEntry } from '../../ui/menu'

interface FilterActions {
  /** The name of the filter that holds now. */
  applied: string | null
  maySave: boolean
  apply: (filter: NamedFilter) => void
  save: () => void
  rename: (filter: NamedFilter) => void
  replace: (filter: NamedFilter) => void
  remove: (filter: NamedFilter) => void
}

export function filterEntries(filters: readonly NamedFilter[], actions: FilterActions): MenuEntry[] {
  const save: MenuEntry = { label: t('log.named.save'), icon: Plus, disabled: !actions.maySave, run: actions.save }
  if (filters.length === 0) return [save]
  return [
    ...filters.map((one): MenuEntry => ({ label: one.name, checked: one.name === actions.applied, run: () => actions.apply(one) })),
    'separator',
    save,
    {
      label: t('log.named.change'),
      icon: Pencil,
      entries: filters.map((one) => ({
        label: one.name,
        entries: [
          { label: t('log.named.rename'), run: () => actions.rename(one) },
          { label: t('log.named.replace'), run: () => actions.replace(one) },
          'separator',
          { label: t('common.delete'), danger: true, run: () => actions.remove(one) },
        ],
      })),
    },
  ]
}

/** With this filter under this name, in place of one that has it already. */
export function named(filters: readonly NamedFilter[], name: string, filter: LogFilter): NamedFilter[] {
  const one = { name, filter }
  return filters.some((other) => other.name === name) ? filters.map((other) => (other.name === name ? one : other)) : [...filters, one]
}

/** A filter that had the new name gives way. */
export function renamed(filters: readonly NamedFilter[], from: string, to: string): NamedFilter[] {
  return filters.filter(({ name }) => name !== to || from === to).map((one) => (one.name === from ? { ...one, name: to } : one))
}
