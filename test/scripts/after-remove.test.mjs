import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'

const script = readFileSync(path.join(import.meta.dirname, '../../build/linux/after-remove.sh'), 'utf8')

/** Runs the script for a package of another name, with a command for alternatives that only leaves a trace. */
function removes(argument) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sockdeck-after-remove-'))
  try {
    writeFileSync(path.join(folder, 'update-alternatives'), `#!/bin/sh\necho "$@" > ${folder}/trace\n`, { mode: 0o755 })
    const { status } = spawnSync('bash', ['-s', argument], {
      input: script.replaceAll('${executable}', 'sockdeck-of-a-test').replaceAll('${sanitizedProductName}', 'Test'),
      env: { PATH: `${folder}:${process.env.PATH}` },
    })
    expect(status).toBe(0)
    return existsSync(path.join(folder, 'trace'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test.runIf(process.platform === 'linux').each([
  ['dpkg takes the package away', 'remove', true],
  ['dpkg purges what it has taken away', 'purge', false],
  ['dpkg puts a newer version in its place', 'upgrade', false],
  ['rpm takes the last version away', '0', true],
  ['rpm takes the older version away after the newer one was put there', '1', false],
])('the command in /usr/bin: %s', (_, argument, gone) => expect(removes(argument)).toBe(gone))
