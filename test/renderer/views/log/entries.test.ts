import { describe, expect, it } from 'vitest'
import { rowEntries, type RowActions } from '../../../../renderer/views/log/entries'
import { rowTime } from '../../../../renderer/views/log/time'
import { everything, type LogFilter } from '../../../../shared/entry'
import type { MenuEntry } from '../../../../renderer/ui/menu'
import { logRow } from '../../../support/snapshots'

function menu(rows = [logRow(7)], about: Partial<RowActions> = {}) {
  const done: unknown[] = []
  const filters: Partial<LogFilter>[] = []
  const actions: RowActions = {
    filter: everything,
    filtered: true,
    picked: false,
    copyPayloads: (form) => done.push(form),
    copyLines: () => done.push('lines'),
    showInContext: () => done.push('context'),
    setFilter: (patch) => filters.push(patch),
    togglePick: () => done.push('pick'),
    compare: () => done.push('compare'),
    askExport: () => done.push('export'),
    resend: () => done.push('resend'),
    edit: () => done.push('edit'),
    ...about,
  }
  const flat = (entries: readonly MenuEntry[]): Exclude<MenuEntry, 'separator'>[] =>
    entries.flatMap((entry) => (entry === 'separator' ? [] : 'entries' in entry ? [entry, ...flat(entry.entries)] : [entry]))
  const entries = flat(rowEntries(rows[0] ?? logRow(7), rows, actions))
  const entry = (label: string) => entries.find((each) => each.label === label)
  const run = (label: string) => {
    const found = entry(label)
    if (found === undefined || !('run' in found)) throw new Error(`No entry ${label}`)
    found.run()
  }
  return { entry, run, done, filters, labels: entries.map(({ label }) => label) }
}

describe('the menu of a row', () => {
  it('does what it says', () => {
    const { run, done, filters } = menu()
    for (const label of ['Text', 'JSON, formatted', 'Hex', 'Base64', 'Copy the row as a line', 'Show in context', 'Pick the row', 'Export 1 row…']) run(label)
    expect(done).toEqual(['text', 'json', 'hex', 'base64', 'lines', 'context', 'pick', 'export'])
    for (const label of ['Only this socket', 'From this row on', 'Up to this row']) run(label)
    expect(filters).toEqual([{ connectionIds: ['a'] }, { time: { min: 7, max: null } }, { time: { min: null, max: 7 } }])
  })

  it('is about all picked rows when the row is one of them', () => {
    const { entry, labels } = menu([logRow(7), logRow(9)], { picked: true })
    expect(labels).toContain('Copy 2 rows as lines')
    expect(labels).toContain('Let go of the row')
    expect(entry('Diff of the two')).toMatchObject({ disabled: false })
    expect(menu([logRow(7)]).entry('Diff of the two')).toMatchObject({ disabled: true })
  })

  it('has no way to a context that is there already', () => {
    expect(menu([logRow(7)], { filtered: false }).entry('Show in context')).toMatchObject({ disabled: true })
  })

  it('can’t narrow to the socket of a mark, which has none', () => {
    const mark = logRow(3, { kind: 'mark', source: { connectionId: '', name: 'Sockdeck', color: 'slate', url: '' } })
    expect(menu([mark]).entry('Only this socket')).toMatchObject({ disabled: true })
  })
})

describe('the time column', () => {
  const row = logRow(2, { at: new Date(2026, 0, 1, 9, 4, 7, 123).getTime(), elapsed: 1_501.25 })

  it('shows the clock, the time since the start or since the row above', () => {
    expect(rowTime(row, null, 'clock')).toBe('09:04:07.123')
    expect(rowTime(row, null, 'start')).toBe('1.501 s')
    expect(rowTime(row, logRow(1, { elapsed: 1_500 }), 'previous')).toBe('+1.250 ms')
    expect(rowTime(row, null, 'previous')).toBe('')
  })
})
