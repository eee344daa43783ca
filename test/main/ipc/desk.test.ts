import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { buildEngine, stopEngine, type Engine } from '../../../main/app/engine'
import { broadcastByHand, sendByHand } from '../../../main/ipc/by-hand'
import { deskHandlers } from '../../../main/ipc/desk'
import type { Rooms } from '../../../main/ipc/handlers'
import { Sends } from '../../../main/ipc/sends'
import { systemClock as clock } from '../../../main/lib/clock'
import { silentLogger as logger } from '../../../main/lib/logger'
import { newProfile } from '../../../shared/profile'
import type { Schedule } from '../../../shared/schedule'
import { tempDir } from '../../support/disk'
import { echo, wsServer } from '../../support/servers'
import { until } from '../../support/until'
import { workers } from '../../support/workers'

let dir: string
let engine: Engine
let rooms: Engine & { sends: Sends }
let handle: ReturnType<typeof deskHandlers>

function build(): void {
  engine = buildEngine({ dir, clock, random: () => 0, logger, workers })
  const own = engine
  onTestFinished(() => stopEngine(own, clock, logger))
  rooms = { ...engine, sends: new Sends({ pool: engine.pool, clock, onSettled: () => undefined }) }
  handle = deskHandlers(rooms as unknown as Rooms)
}

beforeEach(() => {
  dir = tempDir()
  build()
})

async function opened(): Promise<string> {
  const { url } = await wsServer(echo)
  engine.profiles.save(newProfile('p1', { name: 'Echo', url }))
  const [id = ''] = engine.deck.add(['p1'], 1)
  engine.pool.open(id)
  await until(() => engine.pool.seat(id)?.open, 'it is open')
  return id
}
const hello = { format: 'text', text: 'hello' } as const
const beat: Schedule = { id: 's', name: 'Beat', message: hello, target: { kind: 'profile', profileId: 'p1' }, timing: { kind: 'every', ms: 10 }, times: null }

describe('what is sent by hand', () => {
  it('is in the history with whom it went to, whichever way it went, and what a schedule sends is not', async () => {
    const id = await opened()
    await sendByHand(rooms, [id], hello)
    const run = await broadcastByHand(rooms, { ids: [id], message: { format: 'json', text: '{"n":{{$counter}}}' }, order: { kind: 'at-once' } })
    expect(engine.broadcasts.list).toMatchObject([{ id: run.id, lines: [{ name: 'Echo', outcome: { kind: 'sent' } }] }])
    handle['schedules.start']({ schedule: beat })
    await until(() => (engine.schedules.list[0]?.sent ?? 0) > 2, 'it sends')
    expect(handle['history.list']({ profileId: 'p1' })).toMatchObject([
      { message: { format: 'json', text: '{"n":{{$counter}}}' }, targets: [{ name: 'Echo', profileId: 'p1' }], count: 1 },
      { message: hello, count: 1 },
    ])
    const { removed } = handle['history.remove']({ ids: null })
    expect(engine.history.count).toBe(0)
    handle['history.restore']({ items: removed })
    expect(engine.history.count).toBe(2)
  })

  it('can be cancelled, and taken back never', async () => {
    const id = await opened()
    const run = await handle['broadcasts.start']({ ids: [id, 'c99'], message: hello, order: { kind: 'one-by-one', waitMs: 60_000 } })
    handle['broadcasts.cancel']({ id: run.id })
    expect(['cancelled', 'done']).toContain(engine.broadcasts.list[0]?.state)
  })
})

describe('control frames', () => {
  it('go to each of a selection', async () => {
    const id = await opened()
    expect(handle['connections.ping']({ ids: [id], payload: hello })).toEqual({ results: [{ connectionId: id, outcome: { kind: 'sent' } }] })
    expect(() => handle['connections.closeWith']({ ids: [id], code: 1005, reason: '' })).toThrow(expect.objectContaining({ code: 'bad-close' }))
    handle['connections.closeWith']({ ids: [id], code: 4000, reason: 'enough' })
    await until(() => engine.pool.snapshot(id)?.state.kind === 'closed', 'it is closed')
    expect(engine.pool.snapshot(id)?.state).toMatchObject({ cause: { closeCode: 4000 } })
  })
})

describe('the next start', () => {
  it('has saved messages, history, draft and schedules, which are paused', async () => {
    const id = await opened()
    handle['messageFolders.save']({ folder: { id: 'f', name: 'Folder', collapsed: false } })
    handle['messages.save']({ message: { id: 'm', name: 'Hello', ...hello, folderId: 'f', profileId: 'p1', shortcut: null } })
    handle['messageFolders.save']({ folder: { id: 'f', name: 'Folder', collapsed: true } })
    handle['drafts.save']({ draft: { format: 'json', text: '{' } })
    await sendByHand(rooms, [id], hello)
    handle['schedules.start']({ schedule: beat })
    handle['schedules.start']({ schedule: { ...beat, id: 't', target: { kind: 'connections', ids: [id] } } })
    await stopEngine(engine, clock, logger)
    expect(engine.schedules.list.map(({ state }) => state)).toEqual(['running', 'running'])
    const { runs } = engine.schedules.list[0] ?? { runs: -1 }
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(engine.schedules.list[0]?.runs).toBe(runs)

    build()
    expect(engine.messages.book).toMatchObject({ folders: [{ id: 'f', collapsed: true }], messages: [{ id: 'm', folderId: 'f' }] })
    expect(engine.history).toMatchObject({ count: 1, draft: { format: 'json', text: '{' } })
    expect(engine.schedules.list).toMatchObject([{ schedule: beat, state: 'paused' }])
    expect(engine.notices.list).toEqual([])
    handle['schedules.remove']({ id: 's' })
    handle['messages.remove']({ ids: ['m'] })
    expect(engine.schedules.list).toEqual([])
    expect(() => handle['schedules.start']({ schedule: { ...beat, timing: { kind: 'cron', expression: 'now' } } })).toThrow(expect.objectContaining({ code: 'bad-cron' }))
  })
})
