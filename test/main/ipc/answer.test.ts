import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { answer, answerBy, type AnswerContext, type Handlers } from '../../../main/ipc/answer'
import { CallRate } from '../../../main/ipc/rate'
import type { Sender } from '../../../main/ipc/sender'
import type { Logger } from '../../../main/lib/logger'
import { AppError } from '../../../shared/errors'
import { plainDeckView } from '../../../shared/deck-view'
import { everything } from '../../../shared/entry'
import { newFolder, newProfile } from '../../../shared/profile'
import { payloads, type Command, type Payload } from '../../../shared/schemas'
import { FakeClock } from '../../support/clock'

const page = 'app://bundle/index.html'
const own: Sender = { url: page, isMainFrame: true, hasParent: false }
const profile = newProfile('p1', { url: 'ws://127.0.0.1:7625/echo', options: { request: { headers: [{ name: 'X-One', value: 'canary', enabled: true, secret: false }] }, reconnect: { rules: [{ when: { kind: 'cause', cause: 'reset' }, retry: false, afterMs: 0 }] } }, tags: ['a'] })
const composed: Payload<'connections.send'>['message'] = { format: 'text', text: 'hello' }
const message: Payload<'messages.save'>['message'] = { id: 'm1', name: 'Hello', format: 'json', text: '{}', folderId: null, profileId: 'p1', shortcut: 'Mod+1' }

/** One honest payload of each command. */
const honest: { [C in Command]: Payload<C> } = {
  'app.glance': {},
  'app.start': {},
  'settings.save': { theme: 'dark', panes: { main: [20, 80] } },
  'profiles.save': { profile },
  'profiles.duplicate': { id: 'p1' },
  'profiles.remove': { ids: ['p1'] },
  'profiles.restore': { removed: [{ index: 0, profile }] },
  'profiles.move': { ids: ['p1'], folderId: null, beforeId: null },
  'profiles.export': { ids: ['p1'] },
  'profiles.import': {},
  'folders.save': { folder: newFolder('f1', { variables: [{ name: 'a', value: 'b', enabled: true, secret: false }] }) },
  'folders.remove': { id: 'f1' },
  'folders.move': { id: 'f1', beforeId: null },
  'profiles.preview': { profile },
  'folders.export': { id: 'f1' },
  'environments.save': { environments: { global: [], environments: [{ id: 'e', name: 'E', variables: [{ name: 'a', value: 'sec_a', enabled: true, secret: true }] }], chosenId: 'e' } },
  'secrets.put': { text: 'canary' },
  'secrets.reveal': { ref: 'sec_a' },
  'secrets.agree': { agreed: true },
  'cookies.list': { folderId: 'f1' },
  'cookies.clear': { folderId: 'f1' },
  'files.choose': {},
  'exchange.read': { text: 'wscat -c ws://h/' },
  'exchange.openFile': {},
  'exchange.take': { text: 'wscat -c ws://h/', places: [0], folderId: null },
  'imports.takeBack': { imported: { profileIds: ['p1'], folderIds: ['f1'], deckIds: ['d1'], variables: { folderId: null, names: ['host'] } } },
  'exchange.line': { profileId: 'p1', format: 'wscat' },
  'attempts.list': { id: 'c1' },
  'connections.add': { profileIds: ['p1'], count: 3, open: true, overrides: { limits: { deadlineMs: 200 } }, rampMs: 10 },
  'connections.open': { ids: ['c1'] },
  'connections.close': { ids: ['c1'] },
  'connections.retry': { ids: ['c1'] },
  'connections.remove': { ids: ['c1'] },
  'connections.send': { ids: ['c1'], message: { format: 'text', text: 'hello' } },
  'log.view': { captureId: null, filter: { ...everything, size: { min: 1, max: null }, field: '$.a' }, find: { text: 'x', regex: false, caseSensitive: true } },
  'log.rows': { viewId: 1, from: 0, count: 50 },
  'log.locate': { viewId: 1, seq: 7 },
  'log.payload': { captureId: 'a-1', seq: 1, offset: 0, length: 1024 },
  'log.close': { viewId: 1 },
  'log.mark': { note: 'here' },
  'log.export': { scope: { kind: 'rows', captureId: 'a-1', seqs: [1, 2] }, format: 'har', redact: true },
  'captures.list': {},
  'captures.begin': {},
  'captures.open': { id: 'a-1' },
  'captures.close': { id: 'a-1' },
  'captures.rename': { id: 'a-1', name: 'Mine' },
  'captures.remove': { ids: ['a-1'] },
  'captures.reveal': { id: 'a-1' },
  'captures.import': {},
  'jobs.cancel': { id: 1 },
  'jobs.dismiss': { id: 1 },
  'jobs.reveal': { id: 1 },
  'hub.start': { port: 7625 },
  'hub.stop': {},
  'hub.evict': { id: 1 },
  'hub.broadcast': { message: composed },
  'files.save': { name: 'rtt', kind: 'csv', base64: 'YQ==' },
  'ramps.cancel': { id: 1 },
  'connections.restore': { removed: [{ place: 0, profileId: 'p1', name: 'Echo', index: 1, overrides: { limits: { deadlineMs: 200 } } }] },
  'connections.closeWith': { ids: ['c1'], code: 4001, reason: 'enough' },
  'connections.ping': { ids: ['c1'], payload: composed },
  'broadcasts.start': { ids: ['c1'], message: composed, order: { kind: 'spaced', ms: 10 } },
  'broadcasts.cancel': { id: 1 },
  'drafts.save': { draft: composed },
  'history.list': { profileId: null },
  'history.remove': { ids: ['h1'] },
  'history.restore': { items: [{ id: 'h1', at: 5, message: composed, targets: [{ name: 'Echo', profileId: 'p1' }], count: 1 }] },
  'messages.save': { message },
  'messages.remove': { ids: ['m1'] },
  'messages.restore': { removed: [{ index: 0, message }] },
  'messages.move': { ids: ['m1'], folderId: null, beforeId: null },
  'messageFolders.save': { folder: { id: 'f1', name: 'Mine', collapsed: false } },
  'messageFolders.remove': { id: 'f1' },
  'messageFolders.move': { id: 'f1', beforeId: null },
  'schedules.start': { schedule: { id: 's1', name: 'Beat', message: composed, target: { kind: 'connections', ids: ['c1'] }, timing: { kind: 'every', ms: 100 }, times: null } },
  'schedules.pause': { id: 's1' },
  'schedules.resume': { id: 's1' },
  'schedules.stop': { id: 's1' },
  'schedules.remove': { id: 's1' },
  'decks.save': { deck: { id: 'd1', name: 'Mine', items: [{ profileId: 'p1', count: 2, ticked: [0] }], view: plainDeckView, panes: { main: [20] }, hidden: ['sidebar'] } },
  'decks.remove': { id: 'd1' },
  'decks.open': { id: 'd1', replace: true, rampMs: 0 },
  'decks.export': { id: 'd1' },
  'openings.import': { id: 1 },
  'openings.dismiss': { id: 1 },
  'metrics.read': { id: 'c1', since: 0 },
  'windows.open': {},
  'app.quit': {},
  'update.look': {},
  'update.download': {},
  'update.cancel': {},
  'update.install': {},
  'report.make': {},
  'report.save': {},
}
const commands = Object.keys(payloads) as Command[]

let called: { command: string; payload: unknown }[]
let diary: string[]
let fail: Error | undefined
let context: AnswerContext

beforeEach(() => {
  called = []
  diary = []
  fail = undefined
  const handler = (command: string) => [
    command,
    (payload: unknown) => {
      called.push({ command, payload })
      if (fail !== undefined) throw fail
      return command
    },
  ]
  const note = (text: string, cause?: unknown) => diary.push(cause instanceof Error ? `${text} | ${cause.message}` : text)
  const logger: Logger = { info: note, warn: note, error: note }
  context = { handlers: Object.fromEntries(commands.map(handler)) as Handlers, page, rate: new CallRate(new FakeClock()), logger }
})

const ask = (command: unknown, payload: unknown, sender: Sender | null = own) => answer({ sender, request: { command, payload } }, context)

function expectRefusal(reply: Awaited<ReturnType<typeof ask>>, code: string): void {
  expect(reply).toMatchObject({ ok: false, error: { code } })
  expect(called).toEqual([])
  expect(diary).toHaveLength(1)
}

describe('answer', () => {
  it('hands an honest payload of every command to its handler and wraps the reply', async () => {
    for (const command of commands) expect(await ask(command, structuredClone(honest[command]))).toEqual({ ok: true, value: command })
    expect(called.map((call) => call.command)).toEqual(commands)
    expect(diary).toEqual([])
  })

  it.each([null, { ...own, isMainFrame: false }, { ...own, hasParent: true }, { ...own, url: 'https://bundle/index.html' }])('refuses the sender %j', async (sender) => {
    expectRefusal(await ask('app.start', {}, sender), 'bad-sender')
  })

  it.each(['', 'app', 'app.start ', 'APP.START', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 7, null, undefined, ['app.start'], {}])(
    'refuses the command %j',
    async (command) => {
      expectRefusal(await ask(command, {}), 'unknown-command')
    },
  )

  it.each([undefined, null, 7, 'app.start', [], () => 1])('refuses a request that is no request: %s', async (request) => {
    expectRefusal(await answer({ sender: own, request }, context), 'unknown-command')
  })

  it('refuses prototype keys that a schema alone would let through', async () => {
    for (const payload of ['{"__proto__":{"polluted":1}}', '{"constructor":1}', '{"toString":1}', '{"prototype":1}']) {
      diary.length = 0
      expectRefusal(await ask('hub.stop', JSON.parse(payload)), 'bad-payload')
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('never throws and never calls a handler with what its schema refuses, whatever is sent', async () => {
    const exotic = { withNullPrototype: true, withDate: true, withMap: true, withSet: true, withTypedArray: true, withBigInt: true, withSparseArray: true }
    const anything = fc.anything(exotic)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...commands), anything, async (command, payload) => {
        called = []
        const reply = await ask(command, payload)
        expect(reply.ok).toBe(called.length === 1)
        if (!v.is(payloads[command], payload)) expect(reply).toMatchObject({ ok: false, error: { code: 'bad-payload' } })
      }),
      { numRuns: 1_000 },
    )
  })

  it('refuses every honest payload that was broken in one place', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...commands), fc.nat(), fc.constantFrom(...breakages), async (command, place, breakage) => {
        called = []
        const payload: unknown = structuredClone(honest[command])
        const places = placesOf(payload)
        breakage.apply(places[place % places.length] as Place)
        expect(await ask(command, payload), `${command} ${breakage.name} ${JSON.stringify(payload)}`).toMatchObject({ ok: false, error: { code: 'bad-payload' } })
        expect(called).toEqual([])
      }),
      { numRuns: 1_000 },
    )
  })

  it.each(['', '.', '..', '../captures', 'a/b', 'a\\b', 'a\0b', 'x'.repeat(65), '/etc'])('takes no path for the id of a capture: %j', async (id) => {
    expectRefusal(await ask('captures.open', { id }), 'bad-payload')
    diary.length = 0
    expectRefusal(await ask('log.payload', { captureId: id, seq: 1, offset: 0, length: 1 }), 'bad-payload')
    diary.length = 0
    expectRefusal(await ask('log.export', { scope: { kind: 'capture', captureId: id }, format: 'csv', redact: true }), 'bad-payload')
  })

  it('never writes a payload into the diary', async () => {
    const secret = 'canary'
    for (const command of commands) {
      await ask(command, { ...structuredClone(honest[command]), [secret]: secret })
      await ask(command, { profile: { ...profile, url: secret } })
    }
    fail = new AppError('bad-json', `Not valid JSON: ${secret}`, { cause: new SyntaxError(secret) })
    await ask('connections.send', honest['connections.send'])
    expect(diary.length).toBeGreaterThan(commands.length)
    expect(diary.join('\n')).not.toContain(secret)
  })

  it("gives an AppError's own code and words, and writes its cause down", async () => {
    fail = new AppError('store-write', 'Profiles were not saved', { cause: new Error('ENOSPC') })
    expect(await ask('hub.stop', {})).toEqual({ ok: false, error: { code: 'store-write', message: 'Profiles were not saved' } })
    expect(diary).toEqual(['refused hub.stop: store-write | ENOSPC'])
  })

  it('refuses who is none of our windows, and writes that down', async () => {
    const answering = answerBy((id) => (id === 7 ? context : null), context.logger)
    expect(await answering({ id: 8, sender: own, request: { command: 'hub.stop', payload: {} } })).toMatchObject({ ok: false, error: { code: 'bad-sender' } })
    expect(diary).toEqual(['refused a call: bad-sender'])
    expect(await answering({ id: 7, sender: own, request: { command: 'hub.stop', payload: {} } })).toMatchObject({ ok: true })
  })

  it('counts the calls of each window for itself', async () => {
    const clock = new FakeClock()
    const [wild, calm] = [new CallRate(clock), new CallRate(clock)]
    while (wild.admits()) continue
    const call = { sender: own, request: { command: 'hub.stop', payload: {} } }
    expect(await answer(call, { ...context, rate: wild })).toMatchObject({ ok: false, error: { code: 'too-many' } })
    expect(await answer(call, { ...context, rate: calm })).toMatchObject({ ok: true })
  })

  it('keeps the words of any other error inside, and writes them down', async () => {
    fail = new TypeError('/home/someone/secret is undefined')
    const reply = await ask('hub.stop', {})
    expect(reply).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(JSON.stringify(reply)).not.toContain('someone')
    expect(diary).toEqual(['hub.stop failed | /home/someone/secret is undefined'])
  })
})

/** An object or array inside a payload (or the payload itself). */
type Place = Record<string, unknown> | unknown[]

function placesOf(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return []
  return [value as Place, ...Object.values(value).flatMap(placesOf)]
}

/** Puts `value` where it is wrong in every schema there is: as an unknown key, or as an item. */
function put(place: Place, key: string, value: unknown): void {
  if (Array.isArray(place)) place.push(value)
  else Object.defineProperty(place, key, { value, enumerable: true })
}

const breakages: { name: string; apply: (place: Place) => void }[] = [
  { name: 'a stranger', apply: (place) => put(place, 'stranger', { '?': 1 }) },
  { name: 'NaN', apply: (place) => put(place, 'stranger', Number.NaN) },
  { name: 'prototype key', apply: (place) => put(place, '__proto__', { '?': 1 }) },
  { name: 'inherited name', apply: (place) => put(place, 'constructor', new Date(0)) },
  { name: 'other types', apply: (place) => {
    const keys = Object.keys(place)
    if (keys.length === 0) return put(place, 'stranger', true)
    for (const key of keys) Object.assign(place, { [key]: { '?': [] } })
  } },
]
