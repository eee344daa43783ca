/** Item 17 of Electron's checklist, over every command there is: who may call, and what comes of calls that mean no good. */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sender } from '../../main/ipc/sender'
import type { Replies } from '../../shared/contract'
import { newProfile } from '../../shared/profile'
import { payloads, type Command } from '../../shared/schemas'
import { count } from '../support/counts'
import { endured } from '../support/endured'
import { tempDir } from '../support/disk'
import { openDesk, ownPage, type Desk } from '../support/security/desk'
import { broken, payloadArbitrary, wild, type Named } from '../support/security/payload-arbitrary'
import { until } from '../support/until'

const commands = Object.keys(payloads) as Command[]

/** Every frame that is not the window's own page. */
const foreign: Record<string, Sender | null> = {
  'a frame that is gone': null,
  'a frame inside the page': { ...ownPage, isMainFrame: false, hasParent: true },
  'a main frame that has a parent': { ...ownPage, hasParent: true },
  'a frame that is not the main one': { ...ownPage, isMainFrame: false },
  ...Object.fromEntries(
    [
      'app://evil/index.html', 'app://bundle.evil/index.html', 'app://bundle@evil/index.html', 'app://evil@bundle/index.html', 'app://bundle:80/index.html', 'app:bundle/index.html',
      'apps://bundle/index.html', 'xapp://bundle/index.html', 'http://bundle/index.html', 'https://bundle/index.html', 'https://evil.example/app://bundle/index.html',
      'https://evil.example/?app://bundle/index.html', 'file:///bundle/index.html', 'blob:app://bundle/1', 'filesystem:app://bundle/temporary/index.html', 'view-source:app://bundle/index.html',
      'data:text/html,app://bundle/index.html', 'javascript:app://bundle/index.html', 'about:blank', 'about:srcdoc', 'chrome-error://chromewebdata/', 'devtools://bundle/index.html',
      'http://127.0.0.1:5317/', '', 'null',
    ].map((url) => [url, { ...ownPage, url }]),
  ),
}

describe('a call from a foreign frame', () => {
  it.each(Object.keys(foreign))('is refused, whatever it asks for: %s', async (name) => {
    const desk = openDesk()
    const before = JSON.stringify(await desk.ask('app.start', {}))
    const replies = await Promise.all(commands.map((command) => desk.call(command, {}, foreign[name])))
    expect(replies.map((reply) => (reply.ok ? 'answered' : reply.error.code))).toEqual(commands.map(() => 'bad-sender'))
    expect(JSON.stringify(await desk.ask('app.start', {}))).toBe(before)
  })

  it('is the only one refused for its sender', async () => {
    const desk = openDesk()
    const replies = await Promise.all(commands.map((command) => desk.call(command, {})))
    expect(replies.filter((reply) => !reply.ok && reply.error.code === 'bad-sender')).toEqual([])
  })
})

const fuzzed = count(2_000, 100_000)

describe('fuzzed calls', () => {
  const uncaught: unknown[] = []
  const note = (error: unknown) => uncaught.push(error)
  beforeEach(() => {
    uncaught.length = 0
    process.on('uncaughtException', note)
    process.on('unhandledRejection', note)
  })
  afterEach(() => {
    process.off('uncaughtException', note)
    process.off('unhandledRejection', note)
  })

  it('are answered or refused in words, break nothing and leave an engine that works', { timeout: 3_600_000 }, async () => {
    const desk = openDesk()
    const world: World = { desk, port: (await desk.engine.hub.start(0)).port, files: hostileFiles(), secrets: [], views: [] }
    const inherited = Object.getOwnPropertyNames(Object.prototype)
    const told = { answered: new Set<Command>(), refused: new Set<Command>() }
    await endured('calls of the window: fuzzed (lost: an error that nobody foresaw)', fuzzed, () => fc.assert(
      fc.asyncProperty(calls(world), fc.constantFrom(null, ...world.files), async ([command, payload], file) => {
        desk.choice.file = file
        const reply = await desk.call(command, payload)
        told[reply.ok ? 'answered' : 'refused'].add(command)
        if (reply.ok) learn(world, command, reply.value)
        // `internal` is what an error becomes that nobody foresaw.
        else if (reply.error.code === 'internal' || reply.error.message.trim() === '')
          throw new Error(`${command} ${inspect(payload, { depth: 6, maxStringLength: 200 })} was refused without words: ${desk.diary.at(-1)}`)
      }),
      { numRuns: fuzzed, endOnFailure: true },
    ))
    expect(uncaught).toEqual([])
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(inherited)
    // Both ways must have been walked: a fuzz that no handler gets to see says little. Not by every last one, since it is left to chance.
    for (const [way, walked] of Object.entries(told)) {
      const missed = commands.filter((command) => !walked.has(command))
      expect(missed.length, `commands never ${way}: ${missed.join(', ')}`).toBeLessThan(commands.length / count(3, 10))
    }
    await expectWorking(desk)
    const again = openDesk({ dir: (await desk.stop(), desk.dir) })
    expect(again.engine.notices.list).toEqual([])
  })
})

/** What calls can name. */
interface World {
  desk: Desk
  /** The hub's, picked by the system: it is what the calls talk to. */
  port: number
  /** What a person may choose in a dialog. */
  files: readonly string[]
  secrets: string[]
  views: number[]
}

function learn(world: World, command: Command, value: unknown): void {
  if (command === 'secrets.put') world.secrets.push((value as Replies['secrets.put']).id)
  if (command === 'log.view') world.views.push((value as Replies['log.view']).viewId)
}

function hostileFiles(): string[] {
  const dir = tempDir()
  const texts = [
    '{"__proto__": {"polluted": 1}, "log": {"entries": [{"_webSocketMessages": [{"data": 7}]}]}}',
    JSON.stringify({ format: 'sockdeck-profiles', version: 2, folders: [], profiles: [newProfile('p9', { name: 'Nine', url: 'ws://127.0.0.1:1/' })] }),
    'wscat -c ws://127.0.0.1:1/ -H "A: b"',
    '['.repeat(100_000),
    '',
  ]
  return texts.map((text, at) => {
    const file = path.join(dir, `${at}.json`)
    writeFileSync(file, text)
    return file
  })
}

function calls(world: World): fc.Arbitrary<readonly [Command, unknown]> {
  const made = commands.map((command) => {
    const shaped = payloadArbitrary(payloads[command], fieldsOf(world, command))
    const payload = fc.oneof(
      { weight: 6, arbitrary: shaped },
      { weight: 2, arbitrary: fc.tuple(shaped, fc.nat({ max: 10_000 }), wild).map(([honest, place, value]) => broken(honest, place, value)) },
      { weight: 1, arbitrary: wild },
    )
    return payload.map((value) => [command, value] as const)
  })
  return fc.oneof(...made)
}

type Id = string | number

/** By the noun of a command, what there is of it. */
function idsOf({ desk: { engine } }: World): Record<string, () => readonly Id[]> {
  return {
    profiles: () => engine.profiles.book.profiles.map(({ id }) => id),
    folders: () => engine.profiles.book.folders.map(({ id }) => id),
    messages: () => engine.messages.book.messages.map(({ id }) => id),
    messageFolders: () => engine.messages.book.folders.map(({ id }) => id),
    schedules: () => engine.schedules.list.map(({ schedule }) => schedule.id),
    decks: () => engine.savedDecks.list.map(({ id }) => id),
    captures: () => [engine.log.totals.captureId],
    jobs: () => engine.log.jobs.list.map(({ id }) => id),
    hub: () => (engine.hub.state.kind === 'running' ? engine.hub.state.clients.map(({ id }) => id) : []),
    ramps: () => engine.ramps.list.map(({ id }) => id),
    broadcasts: () => [1, 2, 3],
  }
}

/** Names of what is there, so that calls reach something; addresses of this machine alone, so that they reach nobody else. */
function fieldsOf(world: World, command: Command): Named {
  const { desk: { engine }, port } = world
  const [noun = ''] = command.split('.')
  const numbers = /^(jobs|hub|ramps|broadcasts)$/.test(noun)
  const ids = idsOf(world)
  const oneOf = (there: () => readonly Id[]) => {
    const known = fc.nat({ max: 1_000 }).map((at) => there()[at % Math.max(1, there().length)] ?? (numbers ? 1 : 'p1'))
    return fc.oneof({ weight: 12, arbitrary: known }, { weight: 1, arbitrary: numbers ? fc.nat({ max: 9 }) : fc.constantFrom('p1', 'p2', 'gone', '__proto__', '', '../..') })
  }
  const own = ids[noun] ?? (() => engine.pool.ids().slice(0, 20))
  const profile = oneOf(() => ids['profiles']?.() ?? [])
  const folder = oneOf(() => ids[noun.startsWith('message') ? 'messageFolders' : 'folders']?.() ?? [])
  const url = fc.constantFrom(`ws://127.0.0.1:${port}/echo`, `ws://127.0.0.1:${port}/room/{{a}}`, 'ws://127.0.0.1:1/', 'wss://[::1]:1/', 'ws+unix:/nowhere', '{{a}}')
  return {
    id: noun.endsWith('s') && command.endsWith('.save') ? fc.constantFrom('p1', 'p2', 'p3') : oneOf(own),
    ids: fc.array(oneOf(own), { maxLength: 4 }),
    folderId: noun === 'cookies' ? folder : fc.option(folder, { freq: 1 }),
    beforeId: fc.option(oneOf(own), { freq: 1 }),
    profileId: profile,
    profileIds: fc.array(profile, { maxLength: 3 }),
    captureId: fc.option(oneOf(() => [engine.log.totals.captureId]), { freq: 1 }),
    chosenId: fc.constant(null),
    ref: fc.nat({ max: 100 }).map((at) => world.secrets[at % Math.max(1, world.secrets.length)] ?? 'sec_none'),
    viewId: fc.nat({ max: 3 }).map((back) => world.views.at(-1 - back) ?? 1),
    seq: fc.nat({ max: 60 }),
    offset: fc.nat({ max: 200 }),
    field: fc.constantFrom('', '$.a', '$..b[0]', '$[?@.x > 1]', '$['),
    places: fc.array(fc.nat({ max: 2 }), { maxLength: 2 }),
    url,
    tokenUrl: fc.constantFrom(`http://127.0.0.1:${port}/`, 'http://127.0.0.1:1/token'),
    host: fc.constantFrom('127.0.0.1', '::1', ''),
    origin: fc.constantFrom('', 'null', 'https://evil.example'),
    localAddress: fc.constantFrom('', '127.0.0.1'),
    file: fc.constantFrom('', '/dev/zero', '/nowhere/at/all', '.'),
    port: fc.constantFrom(port),
    count: fc.constantFrom(1, 2, 3),
    rampMs: fc.constantFrom(0, 1, 20),
    ms: fc.constantFrom(500, 60_000),
    deadlineMs: fc.constantFrom(100, 200),
  }
}

/** Saves a profile, talks to the hub and finds both sides in the log. */
async function expectWorking(desk: Desk): Promise<void> {
  const { port } = await desk.engine.hub.start(0)
  const all = desk.engine.pool.ids()
  await desk.ask('connections.remove', { ids: [...all] })
  await desk.ask('settings.save', { defaults: {} })
  await desk.ask('captures.begin', {})
  const { id: profileId } = await desk.ask('profiles.save', { profile: newProfile('after', { name: 'After', url: `ws://127.0.0.1:${port}/echo` }) })
  const { ids: [id = ''] } = await desk.ask('connections.add', { profileIds: [profileId], count: 1, open: true, overrides: {}, rampMs: 0 })
  await until(() => desk.engine.pool.snapshot(id)?.state.kind === 'open', () => `it is open: ${JSON.stringify(desk.engine.pool.snapshot(id)?.state)}`)
  await desk.ask('connections.send', { ids: [id], message: { format: 'text', text: 'still here' } })
  await until(() => desk.engine.pool.snapshot(id)?.counters.messagesIn === 1, 'it came back')
}
