import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const read = (name) => readFileSync(path.join(import.meta.dirname, '../..', name), 'utf8')
const settings = read('electron-builder.yml')

/** The `name: value` lines below a heading of the file. */
function section(heading) {
  const [, lines] = new RegExp(`^${heading}:\\n((?:  .*\\n)+)`, 'm').exec(settings)
  return Object.fromEntries([...lines.matchAll(/^ {2}(\w+): (.*)$/gm)].map(([, name, value]) => [name, value]))
}

test('shuts every door that Electron leaves open in what people install', () => {
  expect(section('electronFuses')).toEqual({
    runAsNode: 'false',
    enableNodeOptionsEnvironmentVariable: 'false',
    enableNodeCliInspectArguments: 'false',
    enableEmbeddedAsarIntegrityValidation: 'true',
    onlyLoadAppFromAsar: 'true',
    loadBrowserProcessSpecificV8Snapshot: 'false',
    grantFileProtocolExtraPrivileges: 'false',
  })
})

test('has targets for Linux, macOS and Windows', () => {
  expect([section('linux').target, section('mac').target, section('win').target]).toEqual(['[AppImage, deb, rpm, tar.gz]', '[dmg, zip]', '[nsis, portable]'])
})

test('ships no node_modules: every dependency is built into the programs', () => {
  expect(JSON.parse(read('package.json')).dependencies).toBeUndefined()
})
