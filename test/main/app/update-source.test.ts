import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { request, type IncomingMessage, type RequestOptions } from 'node:http'
import path from 'node:path'
import { AppImageUpdater } from 'electron-updater'
import { ElectronHttpExecutor } from 'electron-updater/out/electronHttpExecutor'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { problemOf } from '../../../main/app/update-problem'
import { updateSource } from '../../../main/app/update-source'
import type { UpdateSource } from '../../../main/app/update'
import { silentLogger } from '../../../main/lib/logger'
import { limits } from '../../../shared/limits'
import { tempDir } from '../../support/disk'
import { channelFile, updateFeed, type Feed, type FeedOptions } from '../../support/update-feed'

/** Node's requests in place of Chromium's: all else is the real updater, its files and its checks. */
class NodeExecutor extends ElectronHttpExecutor {
  override createRequest(options: RequestOptions, callback: (response: IncomingMessage) => void) {
    return request(options, callback) as unknown as ReturnType<ElectronHttpExecutor['createRequest']>
  }
}

let dir: string
let feed: Feed
const never = new AbortController().signal

beforeEach(() => {
  dir = tempDir()
  vi.stubEnv('APPIMAGE', path.join(dir, 'Sockdeck-0.1.0.AppImage'))
  writeFileSync(path.join(dir, 'Sockdeck-0.1.0.AppImage'), 'the old one')
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await feed.close()
})

async function open(options: FeedOptions = {}, url?: string): Promise<UpdateSource> {
  feed = await updateFeed(options)
  const channel = path.join(dir, 'app-update.yml')
  writeFileSync(channel, `provider: generic\nurl: ${url ?? feed.url}\nupdaterCacheDirName: sockdeck-updater\n`)
  const app = { version: '0.1.0', name: 'sockdeck', isPackaged: true, appUpdateConfigPath: '', userDataPath: dir, baseCachePath: dir, whenReady: () => Promise.resolve(), relaunch: () => {}, quit: () => {}, onQuit: () => {} }
  const updater = Object.assign(new AppImageUpdater(null, app), { httpExecutor: new NodeExecutor() })
  return updateSource(updater, channel, silentLogger)
}

const problem = async (work: Promise<unknown>) => problemOf(await work.then(() => 'it went well', (error: unknown) => error))
const pending = (name: string) => path.join(dir, 'sockdeck-updater/pending', name)

// The updater of AppImages asks the system it runs on for the name of its channel.
describe.runIf(process.platform === 'linux')('electron-updater at a feed on loopback', () => {
  it('finds a newer version with its notes, and takes nothing by itself', async () => {
    const source = await open({ about: { releaseNotes: '  <b>Faster</b>\n' } })
    expect(await source.look()).toEqual({ version: '0.2.0', notes: '<b>Faster</b>' })
    expect(feed.asked).toEqual([channelFile])
  })

  it('puts the notes of several versions together, and keeps a bounded part of long ones', async () => {
    const source = await open({ about: { releaseNotes: [{ version: '0.2.0', note: 'two' }, { version: '0.1.1', note: null }] } })
    expect((await source.look())?.notes).toBe('0.2.0\ntwo\n\n0.1.1')
    await feed.close()
    const long = await open({ about: { releaseNotes: 'x'.repeat(1_000_000) } })
    expect((await long.look())?.notes).toHaveLength(limits.updateNotes)
  })

  it('tells the server nothing that would follow a person from one look to the next', async () => {
    const source = await open()
    await source.look()
    await source.take(() => {}, never)
    const id = readFileSync(path.join(dir, '.updaterId'), 'utf8')
    expect(id).toHaveLength(36)
    expect(JSON.stringify(feed.headers)).not.toContain(id)
    expect(feed.headers.map((headers) => headers['x-user-staging-id'])).toEqual(feed.headers.map(() => 'none'))
  })

  it.each([['0.1.0'], ['0.0.9'], ['0.1.0-beta.1']])('has nothing for 0.1.0 in %s', async (version) => {
    const source = await open({ version })
    expect(await source.look()).toBeNull()
  })

  it('honours a staged rollout: nobody at 0 %, everybody at 100 %', async () => {
    const none = await open({ about: { stagingPercentage: 0 } })
    expect(await none.look()).toBeNull()
    await feed.close()
    const all = await open({ about: { stagingPercentage: 100 } })
    expect(await all.look()).not.toBeNull()
  })

  it('takes what was found, tells how far it is, and keeps it for the install', async () => {
    const file = Buffer.alloc(3_000_000, 'new')
    const source = await open({ file })
    await source.look()
    const seen: [number, number][] = []
    await source.take((bytes, total) => seen.push([bytes, total]), never)
    expect(seen.at(-1)).toEqual([file.length, file.length])
    expect(readFileSync(pending('Sockdeck-0.2.0.AppImage')).equals(file)).toBe(true)
  })

  it('refuses a file that is not the one published, and keeps nothing of it', async () => {
    const source = await open({ about: { files: [{ url: 'Sockdeck-0.2.0.AppImage', sha512: 'A'.repeat(86) + '==', size: 11 }] } })
    await source.look()
    expect(await problem(source.take(() => {}, never))).toBe('checksum')
    expect(existsSync(pending('Sockdeck-0.2.0.AppImage'))).toBe(false)
  })

  it('refuses a file whose checksum nobody published', async () => {
    const source = await open({ about: { files: [{ url: 'Sockdeck-0.2.0.AppImage' }] } })
    await source.look()
    expect(await problem(source.take(() => {}, never))).toBe('malformed')
  })

  it('keeps a file name from leaving its folder', async () => {
    const source = await open({ name: '../../evil.AppImage' })
    await source.look()
    await source.take(() => {}, never).catch((error: unknown) => error)
    expect([existsSync(path.join(dir, 'evil.AppImage')), existsSync(path.join(dir, '../evil.AppImage'))]).toEqual([false, false])
  })

  it('ends a download when it is told to', async () => {
    const stop = new AbortController()
    const source = await open({
      instead: (response, asked) => {
        if (!asked.endsWith('.AppImage')) return false
        // The rest of it never comes.
        response.writeHead(200, { 'content-length': 11 }).write('the')
        setImmediate(() => stop.abort())
        return true
      },
    })
    await source.look()
    await expect(source.take(() => {}, stop.signal)).rejects.toMatchObject({ name: 'AbortError' })
  })

  it.each([
    ['an error of the server', (response: Parameters<NonNullable<FeedOptions['instead']>>[0]) => response.writeHead(500).end(), 'server'],
    ['no file for this system', (response: Parameters<NonNullable<FeedOptions['instead']>>[0]) => response.writeHead(404).end(), 'unpublished'],
    ['the page of a hotel', (response: Parameters<NonNullable<FeedOptions['instead']>>[0]) => response.end('<html><body>Welcome: log in</body></html>'), 'malformed'],
    ['an empty file', (response: Parameters<NonNullable<FeedOptions['instead']>>[0]) => response.end(), 'malformed'],
    ['a connection that is cut', (response: Parameters<NonNullable<FeedOptions['instead']>>[0]) => response.destroy(), 'unreachable'],
  ])('has words for %s', async (_name, instead, words) => {
    const source = await open({
      instead: (response) => {
        instead(response)
        return true
      },
    })
    expect(await problem(source.look())).toBe(words)
  })

  it('has words for a server that is not there', async () => {
    const gone = await updateFeed()
    await gone.close()
    // Node's refusals are tried again thrice, a second more apart each time; Chromium's are not.
    const source = await open({}, gone.url.replace('127.0.0.1', 'localhost.invalid'))
    expect(await problem(source.look())).toBe('unreachable')
  })
})
