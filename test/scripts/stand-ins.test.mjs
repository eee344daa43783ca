import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'

const tool = (name) => path.join(import.meta.dirname, '../../scripts/package', name)
const onLinux = test.runIf(spawnSync('dpkg-deb', ['--version']).status === 0)

let folder
const at = (...names) => path.join(folder, ...names)
const make = (name, text) => {
  mkdirSync(path.dirname(at(name)), { recursive: true })
  writeFileSync(at(name), text)
}

beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'sockdeck-stand-ins-'))))
afterEach(() => rmSync(folder, { recursive: true }))

/** As electron-builder calls fpm, with a program of one file. */
function fpm(target, ...more) {
  make('app/program', '#!/bin/sh\n')
  make('app/data', 'of the program')
  make('a=b.xml', '<x/>')
  make('in.sh', '#!/bin/bash\ntrue\n')
  make('out.sh', '#!/bin/bash\nfalse\n')
  chmodSync(at('app/program'), 0o755)
  chmodSync(at('app/data'), 0o660)
  const args = ['-s', 'dir', '--force', '-t', target, '-d', 'libnss3', '-d', 'liba | libb', '--deb-recommends', 'libsecret-1-0', '--deb-compression', 'gz', '--architecture', 'amd64']
  args.push('--after-install', at('in.sh'), '--after-remove', at('out.sh'), '--description', 'Short\n And long', '--version', '1.2.3~beta', '--package', at(`x.${target}`))
  args.push('--name', 'program', '--maintainer', 'A <a@example.com>', '--url', 'https://example.com', '--deb-priority', 'optional')
  return spawnSync(tool('fpm.mjs'), [...args, `${at('app')}/=/opt/Program`, `${at('a=b.xml')}=/usr/share/mime/program.xml`, ...more], { encoding: 'utf8' })
}

onLinux('makes a deb with the fields, scripts, files and modes that fpm would make', () => {
  expect(fpm('deb').status).toBe(0)
  const field = (name) => execFileSync('dpkg-deb', ['-f', at('x.deb'), name], { encoding: 'utf8' }).trim()
  expect(['Package', 'Version', 'Architecture', 'Depends', 'Recommends', 'Description'].map(field)).toEqual([
    'program', '1.2.3~beta', 'amd64', 'libnss3, liba | libb', 'libsecret-1-0', 'Short\n And long',
  ])
  execFileSync('dpkg-deb', ['-R', at('x.deb'), at('back')])
  expect(readFileSync(at('back/DEBIAN/postrm'), 'utf8')).toContain('false')
  const files = execFileSync('dpkg-deb', ['-c', at('x.deb')], { encoding: 'utf8' }).split('\n').filter((line) => line.startsWith('-'))
  expect(files.map((line) => line.replace(/ +\d.* \.\//, ' ')).sort()).toEqual([
    '-rw-r--r-- root/root opt/Program/data', '-rw-r--r-- root/root usr/share/mime/program.xml', '-rwxr-xr-x root/root opt/Program/program',
  ])
})

onLinux('fails for a format that it does not know, and leaves no package', () => {
  const { status, stderr } = fpm('pacman')
  expect([status, stderr]).toEqual([1, expect.stringContaining('only deb and rpm can be built without fpm, not pacman')])
})

test('packs a tar file as 7za would, and refuses other formats', () => {
  make('x.tar', 'a tar file')
  execFileSync(process.execPath, [tool('gzip.mjs'), 'a', '-bd', '-mx=9', at('x.tar.gz'), at('x.tar')])
  expect(String(gunzipSync(readFileSync(at('x.tar.gz'))))).toBe('a tar file')
  expect(spawnSync(process.execPath, [tool('gzip.mjs'), 'a', at('x.7z'), at('x.tar')], { encoding: 'utf8' }).stderr).toContain('only tar.gz')
})
