import { expect, test } from 'vitest'
import { interopPage } from '../../scripts/faults/interop-page.mjs'

const line = (about) => ({ server: 'one', role: 'echo', version: '1.0', check: 'connect', title: 'opens', seen: 'plain', instead: null, result: 'holds', ...about })

test('the page of real servers has a row for each server and a mark for each check, whatever came of it', () => {
  const page = interopPage([
    line({ server: 'two', check: 'echo', title: 'echoes', seen: '', result: 'AssertionError: no' }),
    line(),
    line({ check: 'large', instead: '≤ 256 KiB', seen: '1009 above' }),
    line({ check: 'quirk', title: 'sends 1005', seen: 'a reserved code' }),
    line({ server: 'three', version: '', seen: '', result: 'skipped: three is not installed' }),
  ], 'Run somewhere.')
  expect(page).toContain('| one 1.0 | ✓ | – | – | ≤ 256 KiB | – | – | – | – |')
  expect(page).toContain('| two 1.0 | – | **failed** |')
  expect(page).toContain('| three  | skipped |')
  expect(page).toContain('2 of 4 checks of 3 servers hold')
  expect(page).toContain('- opens: plain\n- opens: 1009 above\n\nBeside these:\n\n- sends 1005: a reserved code')
  expect(page).toContain('- echoes: **AssertionError: no**')
  expect(page).toContain('three is not installed')
  expect(page.indexOf('## one')).toBeLessThan(page.indexOf('## two'))
  expect(page.endsWith('Run somewhere.\n')).toBe(true)
})
