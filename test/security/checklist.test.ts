/** docs/security.md says which test holds which promise: each of them is there, under that name. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const root = path.join(import.meta.dirname, '../..')
const table = readFileSync(path.join(root, 'docs/security.md'), 'utf8')

/** The last cell of each row: `file` › name. */
function promises(text: string): { row: string; file: string; name: string }[] {
  return text
    .split('\n')
    .filter((line) => /^\| (?!what \||# \|)/.test(line))
    .map((line) => {
      const found = /^\| (.*) \| `([^`]+)` › (.+) \|$/.exec(line)
      return { row: found?.[1] ?? line, file: found?.[2] ?? '', name: found?.[3] ?? '' }
    })
}

/** What is wrong with a promise, in words; null if nothing. A name is looked for as the literal that a test begins with. */
function problemOf({ row, file, name }: { row: string; file: string; name: string }): string | null {
  if (file === '') return `"${row}" names no test`
  if (!existsSync(path.join(root, file))) return `${file} is not there, and was to show that "${row}"`
  const source = readFileSync(path.join(root, file), 'utf8')
  const called = ['it', 'test', ')'].some((caller) => [`${caller}('${name}`, `${caller}("${name}`].some((text) => source.includes(text)))
  return called ? null : `${file} has no test "${name}", which was to show that "${row}"`
}

test('every item of the checklist has a test that exists', () => {
  const found = promises(table)
  expect(found.map(problemOf).filter((problem) => problem !== null)).toEqual([])
  expect(found.flatMap(({ row }) => /^(\d+) \|/.exec(row)?.[1] ?? []).map(Number)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1))
  expect(found.length).toBeGreaterThanOrEqual(28)
})

test('a test that was renamed, moved or left out would be missed', () => {
  const problems = (line: string) => promises(line).map(problemOf)
  expect(problems('| 1 | a | b | `test/security/checklist.test.ts` › every item of the checklist has a test that exists |')).toEqual([null])
  expect(problems('| 1 | a | b | `test/security/checklist.test.ts` › an item that nobody wrote |')).toEqual([expect.stringContaining('has no test')])
  expect(problems('| 1 | a | b | `test/nowhere.test.ts` › every item |')).toEqual([expect.stringContaining('is not there')])
  expect(problems('| 1 | a | b | see elsewhere |')).toEqual([expect.stringContaining('names no test')])
})
