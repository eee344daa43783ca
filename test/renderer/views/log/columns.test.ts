import { expect, test } from 'vitest'
import { columnEntries } from '../../../../renderer/views/log/columns'
import type { LogColumn } from '../../../../shared/settings'

const menu = (hidden: readonly LogColumn[]) => {
  const set: LogColumn[][] = []
  const entries = columnEntries(hidden, (next) => set.push(next)).flatMap((entry) => (entry !== 'separator' && 'run' in entry ? [entry] : []))
  return { set, entries, choose: (label: string) => entries.find((entry) => entry.label === label)?.run() }
}

test('columns are offered in the order in which they stand, and the message can’t be hidden', () => {
  const { entries } = menu(['size'])
  expect(entries.map(({ label, checked, disabled }) => [label, checked, disabled ?? false])).toEqual([
    ['Time', true, false], ['Direction', true, false], ['Socket', true, false], ['Message', true, true], ['Kind', true, false], ['Size', false, false],
    ['Show all', undefined, false],
  ])
  expect(menu([]).entries.at(-1)?.disabled).toBe(true)
})

test('a column is hidden, shown again, and all are shown at once', () => {
  const { set, choose } = menu(['time', 'size'])
  for (const label of ['Kind', 'Time', 'Message', 'Show all']) choose(label)
  expect(set).toEqual([['time', 'size', 'kind'], ['size'], []])
})
