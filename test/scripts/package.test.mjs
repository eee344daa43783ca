import { extractFile, listPackage } from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { build } from 'electron-builder'
import { accessSync, constants, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { afterPack } from '../../scripts/after-pack.mjs'
import { planPackage } from '../../scripts/package/plan.mjs'

const root = path.join(import.meta.dirname, '../..')
const read = (name) => readFileSync(path.join(root, name), 'utf8')
const settings = parse(read('electron-builder.yml'))

const official = { folder: '/project/node_modules/electron/dist', version: '45.4.1', official: true }
const fallback = { folder: '/cache/electron-33', version: '33.2.1', official: false }
const linux = { platform: 'linux', arch: 'x64', env: {}, onPath: () => true }
const plan = (args, runtime, system) => planPackage(args, { settings, runtime, system: { ...linux, ...system } })

describe('electron-builder.yml', () => {
  test('shuts every door that Electron leaves open in what people install', () => {
    expect(settings.electronFuses).toEqual({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    })
  })

  test('has targets for Linux, macOS and Windows', () => {
    const targets = ({ target }) => target.map((one) => `${one.target} ${[one.arch].flat().join('+')}`)
    expect(targets(settings.linux)).toEqual(['AppImage x64+arm64', 'deb x64+arm64', 'rpm x64+arm64', 'tar.gz x64+arm64'])
    expect(targets(settings.mac)).toEqual(['dmg universal', 'zip universal'])
    expect(targets(settings.win)).toEqual(['nsis x64+arm64', 'portable x64+arm64'])
  })

  test('names only files that are there', () => {
    const packed = [...settings.deb.fpm, ...settings.rpm.fpm].map((mapping) => mapping.split('=')[0])
    const { afterPack: hook, deb, rpm, mac, win, nsis } = settings
    const named = [hook, deb.afterRemove, rpm.afterRemove, mac.icon, mac.entitlements, mac.entitlementsInherit, win.icon, nsis.include]
    expect([...packed, ...named, 'build/document.ico', 'build/document.icns'].filter((file) => !existsSync(path.join(root, file)))).toEqual([])
  })

  test('keeps a person’s data when the app is uninstalled, unless the person says otherwise', () => {
    expect(settings.nsis.deleteAppDataOnUninstall).toBe(false)
    expect(read(settings.nsis.include)).toMatch(/MB_DEFBUTTON2 .*\/SD IDNO IDNO keepData/)
  })

  test('ships no node_modules: every dependency is built into the programs', () => {
    expect(JSON.parse(read('package.json')).dependencies).toBeUndefined()
  })
})

describe('a release', () => {
  test('is refused with any Electron but its own download, and the error says what to do', () => {
    expect(() => plan([], fallback)).toThrow(/Electron's own build, not the one in \/cache\/electron-33.*github\.com.*--dev/)
    expect(() => plan(['deb'], fallback)).toThrow(/Electron's own build/)
  })

  test('has all targets and processors, with electron-builder’s own tools and the debugging door shut', () => {
    const { options, env } = plan([], official)
    expect(options.linux).toEqual(['AppImage', 'deb', 'rpm', 'tar.gz'].flatMap((target) => [`${target}:x64`, `${target}:arm64`]))
    expect(options.config).toEqual({})
    expect(env).toEqual({})
  })

  test('on macOS and Windows has the targets of that system', () => {
    expect(plan([], official, { platform: 'darwin', arch: 'arm64' }).options.mac).toEqual(['dmg:universal', 'zip:universal'])
    expect(plan(['nsis', '--arm64'], official, { platform: 'win32' }).options.win).toEqual(['nsis:arm64'])
  })
})

describe('a package to try out', () => {
  test('is of the fallback runtime and open to Playwright, built without downloads', () => {
    const { options, env, leftOut } = plan(['--dev'], fallback)
    expect(options.linux).toEqual(['deb:x64', 'rpm:x64', 'tar.gz:x64'])
    expect(options.config).toMatchObject({ electronDist: '/cache/electron-33', electronVersion: '33.2.1', electronFuses: { enableNodeCliInspectArguments: true } })
    expect(Object.keys(leftOut)).toEqual(['AppImage'])
    for (const tool of [env.CUSTOM_FPM_PATH, env.ELECTRON_BUILDER_7ZIP_PATH]) accessSync(tool, constants.X_OK)
  })

  test('leaves out rpm where there is no rpmbuild, and says so when it was asked for', () => {
    const bare = { onPath: () => false }
    expect(plan(['--dev'], fallback, bare).options.linux).toEqual(['deb:x64', 'tar.gz:x64'])
    expect(() => plan(['--dev', 'rpm'], fallback, bare)).toThrow("rpm can't be built here: rpmbuild is missing")
    expect(() => plan(['--dev', 'AppImage'], fallback)).toThrow("AppImage can't be built here")
  })

  test('is only for the processor that the fallback runtime is for', () => {
    expect(() => plan(['--dev', 'deb', '--arm64'], fallback)).toThrow('is for x64 only')
    expect(plan(['--dev', 'deb', '--arm64'], official).options.linux).toEqual(['deb:arm64'])
  })

  test('refuses what it does not know and names what there is', () => {
    expect(() => plan(['--dev', 'dmg'], fallback)).toThrow(`"dmg" can't be packaged on this system; there are --dev, --x64, --arm64, --universal, AppImage, deb, rpm, tar.gz, --dir`)
  })

  test('takes its version, its folder and the feed of updates from the environment', () => {
    const env = { SOCKDECK_PACKAGE_VERSION: '0.0.9', SOCKDECK_PACKAGE_OUT: '/elsewhere', SOCKDECK_FEED: 'https://updates.example/' }
    expect(plan(['--dir'], official, { env }).options).toMatchObject({
      linux: ['dir:x64'],
      publish: 'never',
      config: { extraMetadata: { version: '0.0.9' }, directories: { output: path.resolve('/elsewhere') }, publish: { provider: 'generic', url: 'https://updates.example/' } },
    })
  })

  test('refuses a feed of updates that somebody on the way could change', () => {
    expect(() => plan(['--dir'], official, { env: { SOCKDECK_FEED: 'http://updates.example/' } })).toThrow('SOCKDECK_FEED must begin with https://')
  })
})

const runtime = process.env.ELECTRON_OVERRIDE_DIST_PATH
const canPackage = process.platform === 'linux' && existsSync(path.join(runtime, 'version'))

/** Packages a program of one file as electron-builder.yml says. */
async function packaged(work) {
  for (const name of ['electron-builder.yml', 'package.json', 'LICENSE', 'build']) cpSync(path.join(root, name), path.join(work, name), { recursive: true })
  for (const name of ['out/main/index.js', 'out/main/index.js.map', 'out/bench/bench.js', 'node_modules/left-pad/index.js']) {
    mkdirSync(path.dirname(path.join(work, name)), { recursive: true })
    writeFileSync(path.join(work, name), '// a program')
  }
  const electronVersion = readFileSync(path.join(runtime, 'version'), 'utf8').trim().replace(/^v/, '')
  // electron-builder looks for the hook from where it was started.
  await build({ linux: ['dir'], projectDir: work, publish: 'never', config: { electronDist: runtime, electronVersion, afterPack } })
  return path.join(work, 'dist/linux-unpacked')
}

test.runIf(canPackage)('the packaged binary has the fuses of electron-builder.yml, and nothing beside the programs', { timeout: 120_000 }, async () => {
  const work = mkdtempSync(path.join(os.tmpdir(), 'sockdeck-package-'))
  try {
    const app = await packaged(work)
    const wire = await getCurrentFuseWire(path.join(app, 'sockdeck'))
    // In the binary a fuse is the character 1 or 0.
    const readBack = (name) => ({ 1: true, 0: false })[String.fromCharCode(wire[FuseV1Options[name[0].toUpperCase() + name.slice(1)]])]
    expect(Object.fromEntries(Object.keys(settings.electronFuses).map((name) => [name, readBack(name)]))).toEqual(settings.electronFuses)

    const asar = path.join(app, 'resources/app.asar')
    expect(listPackage(asar).sort()).toEqual(['/LICENSE', '/out', '/out/main', '/out/main/index.js', '/package.json'])
    expect(JSON.parse(extractFile(asar, 'package.json'))).toMatchObject({ main: 'out/main/index.js', desktopName: 'sockdeck.desktop' })
    expect(readdirSync(path.join(app, 'resources'))).toEqual(['app.asar'])
    const mode = (name) => (statSync(path.join(app, name)).mode & 0o777).toString(8)
    expect(['libffmpeg.so', 'libvulkan.so.1', 'chrome-sandbox', 'sockdeck'].map(mode)).toEqual(['644', '644', '755', '755'])
    expect(readdirSync(path.join(app, 'locales')).sort()).toEqual(['en-US.pak', 'zh-CN.pak'])
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
})
