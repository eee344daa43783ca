import { expect, test } from 'vitest'
import { faultsPage } from '../../scripts/faults/faults-page.mjs'
import { replaced } from '../../scripts/faults/run.mjs'

const row = (id, more = {}) => ({ id, fault: `fault of ${id}`, target: 't', measured: 'm', bare: '', result: 'holds', seconds: 1.25, ...more })
const weighed = (id, kept) => ({ id, fault: `fault of ${id}`, kept })
const told = (...rows) => faultsPage(rows, 'Run on some machine.')
const idsOf = (page) => [...page.matchAll(/^\| ([^ |#-]\S*) \|/gm)].map(([, id]) => id)

test('rows stand in the order of the matrix, and targets without a number after them', () => {
  expect(idsOf(told(row('leaks'), row('F10'), row('F2'), row('causes')))).toEqual(['F2', 'F10', 'causes', 'leaks'])
})

test('what failed or was skipped says so in the table, and does not count as held', () => {
  const page = told(row('F1'), row('F2', { result: 'Error: too late', measured: '900 ms' }), row('F3', { result: 'skipped: no root' }))
  expect(page).toContain('1 of 3 rows hold.')
  expect(page).toContain('| **failed**: Error: too late |')
  expect(page).toContain('| skipped: no root |')
  expect(page).not.toContain('900 ms')
})

test('the page says how many leave no memory behind, and which row keeps the most', () => {
  const weights = [weighed('F1', -5), weighed('F2', 2_097_152), weighed('F3', 1_048_576)]
  expect(faultsPage([row('F1')], '', weights)).toContain('2 of 3 leave no memory behind; the most, 2048 KiB, is kept after F2: fault of F2.')
  expect(faultsPage([row('F1')], '')).toContain('were not weighed')
})

test('text of a row stays in its cell', () => {
  expect(told(row('F1', { measured: 'a|b\nc', bare: 'x' }))).toContain('| a\\|b c | x | 1.3 |')
})

test('rows of a run of some files take the place of their own and of no others', () => {
  const before = [row('F1'), row('F2', { result: 'Error: too late' }), row('F2', { fault: 'another' })]
  const now = [row('F2', { measured: '5 ms' })]
  expect(replaced(before, now)).toEqual([row('F1'), row('F2', { fault: 'another' }), row('F2', { measured: '5 ms' })])
})
