import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { openUpdates, relaunchOptions, type ChannelOptions } from '../../../main/app/update-channel'
import { packagingOf, type RunningCopy } from '../../../main/app/update-source'
import { silentLogger } from '../../../main/lib/logger'
import { FakeClock } from '../../support/clock'
import { tempDir } from '../../support/disk'

let resources: string
let copy: RunningCopy
const mounted = { APPDIR: '/tmp/.mount_sock', APPIMAGE: '/home/me/Sockdeck.AppImage' }

beforeEach(() => {
  resources = tempDir()
  copy = { platform: 'linux', env: {}, executable: '/opt/Sockdeck/sockdeck', resources }
})

const note = (type: string) => writeFileSync(path.join(resources, 'package-type'), `${type}\n`)

describe('how a copy can be replaced', () => {
  it.each(['deb', 'rpm'] as const)('is told by the packager for %s', (type) => {
    note(type)
    expect(packagingOf(copy)).toBe(type)
  })

  it('is by its file for an AppImage', () => {
    expect(packagingOf({ ...copy, env: mounted, executable: '/tmp/.mount_sock/sockdeck' })).toBe('appimage')
  })

  it('is not by the file of the AppImage from whose terminal it was started', () => {
    expect(packagingOf({ ...copy, env: mounted })).toBeNull()
    expect(packagingOf({ ...copy, env: mounted, executable: '/tmp/.mount_sockets/sockdeck' })).toBeNull()
    note('deb')
    expect(packagingOf({ ...copy, env: mounted })).toBe('deb')
  })

  it('is not at all for what was unpacked by hand or runs without being installed', () => {
    expect(packagingOf(copy)).toBeNull()
    note('tar.gz')
    expect(packagingOf(copy)).toBeNull()
    expect(packagingOf({ ...copy, platform: 'win32', env: { PORTABLE_EXECUTABLE_FILE: 'E:\\Sockdeck.exe' } })).toBeNull()
  })

  it('is by the system’s own way on macOS and Windows', () => {
    expect([packagingOf({ ...copy, platform: 'darwin' }), packagingOf({ ...copy, platform: 'win32' })]).toEqual(['mac', 'nsis'])
  })
})

describe('the channel', () => {
  const open = (isPackaged: boolean, switches: string[] = [], own: Partial<RunningCopy> = {}) => {
    const commandLine = { hasSwitch: (name: string) => switches.includes(name) } as ChannelOptions['app']['commandLine']
    return openUpdates({ app: { isPackaged, commandLine }, copy: { ...copy, ...own }, settings: { value: { updates: 'ask' } }, clock: new FakeClock(), logger: silentLogger }).state
  }
  const writeChannel = (folder: string) => {
    mkdirSync(folder, { recursive: true })
    const file = path.join(folder, 'app-update.yml')
    writeFileSync(file, 'provider: generic\nurl: https://updates.example/\n')
    return file
  }

  it('is missing in a build that was packaged without one', () => {
    note('deb')
    expect(open(true)).toEqual({ kind: 'unable', why: 'channel' })
  })

  it('is what the packager wrote beside the app, and the environment can not change it', () => {
    note('deb')
    writeChannel(resources)
    expect(open(true)).toEqual({ kind: 'idle' })
    const elsewhere = writeChannel(path.join(resources, 'elsewhere'))
    expect(open(true, [], { resources: tempDir(), env: { SOCKDECK_UPDATES: elsewhere } })).toEqual({ kind: 'unable', why: 'channel' })
    expect(open(false, [], { env: { SOCKDECK_UPDATES: elsewhere } })).toEqual({ kind: 'idle' })
  })

  it('is of no use to a copy that can not be replaced', () => {
    writeChannel(resources)
    expect(open(true)).toEqual({ kind: 'unable', why: 'copy' })
  })

  it('says that the last start was to install an update that did not come about', () => {
    note('deb')
    writeChannel(resources)
    expect(open(true, ['update-failed'])).toMatchObject({ kind: 'failed', during: 'install' })
  })
})

describe('coming back after an update that failed', () => {
  it('starts as it was started, with word of it, once', () => {
    const first = relaunchOptions(copy, ['/opt/Sockdeck/sockdeck', '--user-data-dir=/d'])
    expect(first).toEqual({ args: ['--user-data-dir=/d', '--update-failed'] })
    expect(relaunchOptions(copy, ['/opt/Sockdeck/sockdeck', ...first.args])).toEqual(first)
  })

  it('starts an AppImage by its own file', () => {
    expect(relaunchOptions({ ...copy, env: mounted, executable: '/tmp/.mount_sock/sockdeck' }, ['x'])).toEqual({ args: ['--update-failed'], execPath: '/home/me/Sockdeck.AppImage' })
  })
})
