import os from 'node:os'
import { text } from 'node:stream/consumers'
import * as fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { buildEngine, stopEngine, type Engine } from '../../../main/app/engine'
import { Reports, type ReportOptions } from '../../../main/app/report'
import { systemClock as clock } from '../../../main/lib/clock'
import { silentLogger as logger } from '../../../main/lib/logger'
import { plainDeckView } from '../../../shared/deck-view'
import { everything } from '../../../shared/entry'
import { limits } from '../../../shared/limits'
import { newFolder, newProfile } from '../../../shared/profile'
import { reportParts } from '../../../shared/report'
import { tempDir } from '../../support/disk'
import { bareReport } from '../../support/report'
import { wsServer } from '../../support/servers'
import { until } from '../../support/until'
import { workers } from '../../support/workers'

const now = Date.parse('2026-11-22T07:00Z')

function build(): Engine {
  const engine = buildEngine({ dir: tempDir(), clock, random: () => 0, logger, workers })
  onTestFinished(() => stopEngine(engine, clock, logger))
  return engine
}

/** Reports of an engine, and what of them was written; null as the place: the person cancels. */
function reporting(engine: Engine, about: Partial<ReportOptions> = {}) {
  const saved: { name: string; bytes: Uint8Array }[] = []
  const place: { file: string | null } = { file: '/home/ada/report.zip' }
  const dialogs: ReportOptions['dialogs'] = {
    saveMade: (name, kind, bytes) => {
      if (place.file === null) return Promise.resolve(null)
      saved.push({ name: `${name}.${kind}`, bytes })
      return Promise.resolve({ file: place.file })
    },
  }
  return { saved, place, reports: new Reports({ engine, ...bareReport, dialogs, clock: { now: () => now }, ...about }) }
}

const diaryOf = (lines: string | null, before: string | null = null): ReportOptions['diary'] => ({ written: () => Promise.resolve(), read: () => Promise.resolve({ before, now: lines }) })

/** The files in an archive, as anybody's tool reads it. */
async function unzipped(bytes: Uint8Array | undefined): Promise<Map<string, string>> {
  const zip = await fromBufferPromise(Buffer.from(bytes ?? []))
  const files = new Map<string, string>()
  for await (const entry of zip.eachEntry()) files.set(entry.fileName, await text(await zip.openReadStreamPromise(entry)))
  return files
}

describe('a report', () => {
  it('has versions, settings, counts, attempts, processes and the diary, each as a file that says what it is', async () => {
    const engine = build()
    engine.deck.add(['hub-echo'], 2)
    const { reports, saved } = reporting(engine, { diary: diaryOf('2026 info one\n', '2026 info zero\n') })
    const { parts, bytes } = await reports.make()
    expect(parts.map(({ id }) => id)).toEqual([...reportParts])
    expect(await reports.save()).toEqual({ file: '/home/ada/report.zip' })
    expect(saved[0]?.name).toBe('sockdeck-report-2026-11-22.zip')
    expect(saved[0]?.bytes.byteLength).toBe(bytes)
    const files = await unzipped(saved[0]?.bytes)
    expect([...files.keys()]).toEqual(parts.map(({ file }) => file))
    expect(JSON.parse(files.get('about.json') ?? '')).toEqual({ sockdeck: '1.2.3' })
    expect(JSON.parse(files.get('settings.json') ?? '')).toMatchObject({ theme: 'system', deck: 0, log: { filters: 0 }, defaults: [] })
    expect(JSON.parse(files.get('counts.json') ?? '')).toMatchObject({ profiles: 3, sockets: { idle: 2 }, recording: 'on', hub: { state: 'stopped' } })
    expect([files.get('diary.log'), files.get('diary-before.log')]).toEqual(['2026 info one\n', '2026 info zero\n'])
  })

  it('is saved to the byte as it was shown, whatever happens meanwhile', async () => {
    const engine = build()
    let lines = 'first\n'
    const { reports, saved } = reporting(engine, { diary: { written: () => Promise.resolve(), read: () => Promise.resolve({ before: null, now: lines }) } })
    const { parts } = await reports.make()
    lines = 'second\n'
    engine.settings.patch({ theme: 'dark' })
    await reports.save()
    expect([...(await unzipped(saved[0]?.bytes)).values()]).toEqual(parts.map((part) => part.text))
  })

  it('is kept when the person cancels, and made anew when it is saved without having been shown', async () => {
    const { reports, saved, place } = reporting(build())
    place.file = null
    expect(await reports.save()).toEqual({ file: null })
    place.file = '/tmp/x.zip'
    await reports.save()
    await reports.save()
    expect(saved).toHaveLength(2)
  })

  it('shows the end of a long diary, from a line’s beginning, and has all of it in the file', async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i} of the diary\n`).join('')
    const { reports, saved } = reporting(build(), { diary: diaryOf(lines) })
    const { parts } = await reports.make()
    const diary = parts.find(({ id }) => id === 'diary')
    expect(diary?.text.length).toBeLessThanOrEqual(limits.reportShownBytes)
    expect(diary?.text).toMatch(/^line \d+ of the diary\n[^]*line 19999 of the diary\n$/)
    expect(diary).toMatchObject({ bytes: lines.length, leftOut: lines.length - (diary?.text.length ?? 0) })
    await reports.save()
    expect((await unzipped(saved[0]?.bytes)).get('diary.log')).toBe(lines)
  })

  it('tells of attempts without names, addresses and what the peer said', async () => {
    const engine = build()
    const { url } = await wsServer((socket) => socket.close(4001, 'canary-reason'))
    engine.profiles.save(newProfile('p', { name: 'canary-name', url: `${url}/canary-path`, options: { reconnect: { enabled: false } } }))
    const [id = ''] = engine.deck.add(['p'], 1)
    engine.pool.open(id)
    await until(() => engine.pool.snapshot(id)?.state.kind === 'closed', 'the server closed it')
    const { reports, saved } = reporting(engine)
    await reports.make()
    await reports.save()
    const attempts = (await unzipped(saved[0]?.bytes)).get('attempts.json') ?? ''
    expect(attempts).not.toContain('canary')
    expect(JSON.parse(attempts)).toMatchObject([{ socket: 1, state: 'closed', attempts: [{ attempt: 1, to: url, cause: { kind: 'close-frame', closeCode: 4001, reason: 'canary-reason'.length } }] }])
  })
})

const canary = 'canary-7f3a91'

/** Everything of this engine that a person may hold secret, or just their own, has the canary in it. */
async function planted(): Promise<Engine> {
  const engine = build()
  const { environments, profiles, secrets, settings, messages, savedDecks, history } = engine
  const ref = secrets.put(`${canary}-kept`)
  const header = (name: string, value: string, secret = false) => ({ name, value, enabled: true, secret })
  const request = { headers: [header('Authorization', ref, true), header('X-Api-Key', `${canary}-plain`)], query: [header('token', `${canary}-query`)], cookies: [header('sid', `${canary}-cookie`)] }
  profiles.saveFolder(newFolder('f', { name: `${canary} folder`, cookieJar: true, variables: [{ name: 'apiToken', value: `${canary}-variable`, enabled: true, secret: false }] }))
  const { url } = await wsServer((socket) => {
    socket.send(`${canary}-message`)
    socket.close(4000, `${canary}-reason`)
  })
  profiles.save(newProfile('p', { name: `${canary} profile`, url: `${url.replace('://', `://ada:${canary}-password@`)}/${canary}-path?key=${canary}-key`, folderId: 'f', tags: [canary], options: { request, reconnect: { enabled: false } } }))
  environments.save({ global: [{ name: 'password', value: `${canary}-global`, enabled: true, secret: false }], environments: [{ id: 'e', name: canary, variables: [{ name: 'x', value: ref, enabled: true, secret: true }] }], chosenId: 'e' })
  settings.patch({ defaults: { request }, log: { ...settings.value.log, filters: [{ name: canary, filter: { ...everything, text: canary } }] } })
  messages.save({ id: 'm', name: canary, format: 'text', text: canary, folderId: null, profileId: null, shortcut: null })
  savedDecks.save({ id: 'd', name: canary, items: [{ profileId: 'p', count: 1, ticked: [] }], view: plainDeckView, panes: {}, hidden: [] })
  history.saveDraft({ format: 'text', text: canary })
  const [id = ''] = engine.deck.add(['p'], 1)
  engine.pool.open(id)
  await until(() => ['closed', 'failed'].includes(engine.pool.snapshot(id)?.state.kind ?? ''), 'the socket ended')
  return engine
}

describe('a report of somebody with much to hide', () => {
  const quoted = ['kept', 'plain', 'query', 'cookie', 'variable', 'password', 'key', 'global'].map((what) => `${canary}-${what}`)

  it('has none of it in any file, not even where the diary quotes it', async () => {
    const engine = await planted()
    const url = engine.profiles.book.profiles.find(({ id }) => id === 'p')?.url ?? ''
    const forms = quoted.flatMap((value) => [value, encodeURIComponent(value), Buffer.from(`ada:${value}`).toString('base64')])
    const lines = [...forms, url, `${os.homedir()}/.config/Sockdeck`, os.hostname()].map((value) => `2026 error refused | Error: ${value}\n`).join('')
    const { reports, saved } = reporting(engine, { diary: diaryOf(lines, lines), machine: async () => ({ ...(await bareReport.machine()), about: { argument: forms.join(' ') } }) })
    const { parts } = await reports.make()
    await reports.save()
    const files = await unzipped(saved[0]?.bytes)
    const all = JSON.stringify([parts, [...files]])
    for (const secret of [canary, ...forms, os.homedir()]) expect(all).not.toContain(secret)
    expect(Buffer.from(saved[0]?.bytes ?? []).toString('latin1')).not.toContain(canary)
  })

  it('hides secrets of any text that are quoted anywhere', { timeout: 60_000 }, async () => {
    const engine = build()
    const secret = fc.string({ minLength: 4, maxLength: 60, unit: 'binary' }).map((value) => `${value}${canary}`)
    await fc.assert(
      fc.asyncProperty(fc.array(secret, { minLength: 5, maxLength: 10 }), fc.lorem({ maxCount: 8 }), async (secrets, words) => {
        engine.secrets.putAll(secrets)
        const lines = secrets.map((value) => `2026 warn ${words} ${value.replace(/\p{Cc}+/gu, ' ')}\n`).join('')
        const { reports, saved } = reporting(engine, { diary: diaryOf(lines) })
        await reports.make()
        await reports.save()
        for (const [, content] of await unzipped(saved[0]?.bytes)) expect(content).not.toContain(canary)
      }),
      // Each writes to a disk.
      { numRuns: 2 },
    )
  })
})
