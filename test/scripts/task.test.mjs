import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const root = path.join(import.meta.dirname, '../..')
const task = (...args) => spawnSync(process.execPath, [path.join(root, 'scripts/task.mjs'), ...args], { encoding: 'utf8' })

test('refuses an unknown task and names the ones there are, which are the commands of package.json', () => {
  const { status, stderr } = task('nonsense')
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  expect(status).toBe(1)
  expect(stderr).toContain('there is no task "nonsense"')
  expect(/tasks are (.*)/.exec(stderr)[1].split(', ').sort()).toEqual(Object.keys(scripts).sort())
})

test('refuses an unknown part of the tests', () => {
  const { status, stderr } = task('test', 'nonsense')
  expect(status).toBe(1)
  expect(stderr).toContain('parts are unit, e2e')
})
