import { beforeEach, describe, expect, it } from 'vitest'
import { Pool } from '../../../main/connection/pool'
import { Deck, deckNames } from '../../../main/ipc/deck'
import { silentLogger as logger } from '../../../main/lib/logger'
import { Profiles } from '../../../main/store/profiles'
import { Settings } from '../../../main/store/settings'
import { limits } from '../../../shared/limits'
import type { Plan } from '../../../shared/plan'
import { newFolder, newProfile } from '../../../shared/profile'
import { FakeClock } from '../../support/clock'
import { tempDir } from '../../support/disk'
import { MemoryLog } from '../../support/memory-log'

let dir: string
let clock: FakeClock
let pool: Pool
let profiles: Profiles
let settings: Settings
let unsaved: unknown[]
let deck: Deck

function open(): void {
  settings = Settings.open({ dir, clock, logger })
  profiles = Profiles.open({ dir, clock, logger, seed: { folders: [], profiles: [newProfile('p1', { name: 'Echo', url: 'ws://h/1' }), newProfile('p2', { name: 'Room', url: 'ws://h/2' })] } })
  pool = new Pool({ log: new MemoryLog(clock), clock, random: () => 0, logger, dial: () => new Promise(() => undefined) })
  deck = new Deck({ pool, profiles, settings, clock, onUnsaved: (error) => unsaved.push(error) })
}

beforeEach(() => {
  dir = tempDir()
  clock = new FakeClock()
  unsaved = []
  open()
})

/** What the pool is given from now on. */
function watchPlans() {
  const seen: { plan: Plan; index: number | undefined }[] = []
  const add = pool.add.bind(pool)
  pool.add = (plan, name, index) => (seen.push({ plan, index }), add(plan, name, index))
  return seen
}

function watchUpdates() {
  const seen: { id: string; plan: Plan }[] = []
  const update = pool.update.bind(pool)
  pool.update = (id, plan) => (seen.push({ id, plan }), update(id, plan))
  return seen
}

const names = () => pool.snapshots().map((snapshot) => snapshot.name)

describe('deckNames', () => {
  it('numbers the second and later ones', () => {
    expect(deckNames('Echo', 3)).toEqual(['Echo', 'Echo #2', 'Echo #3'])
  })

  it('uses numbers again that became free', () => {
    expect(deckNames('Echo', 3, new Set(['Echo', 'Echo #3']))).toEqual(['Echo #2', 'Echo #4', 'Echo #5'])
    expect(deckNames('Echo', 1, new Set(['Echo #2']))).toEqual(['Echo'])
  })
})

describe('Deck', () => {
  it('adds idle connections under names that tell them apart', () => {
    expect(deck.add(['p1', 'p2'], 2)).toHaveLength(4)
    deck.add(['p1'], 1)
    expect(names()).toEqual(['Echo', 'Echo #2', 'Room', 'Room #2', 'Echo #3'])
    expect(pool.snapshots().every((snapshot) => snapshot.state.kind === 'idle')).toBe(true)
  })

  it('adds all or none', () => {
    expect(() => deck.add(['p1', 'missing'], 1)).toThrow(expect.objectContaining({ code: 'not-found' }))
    deck.add(['p1'], 1)
    expect(() => deck.add(['p1', 'p2'], limits.connections / 2)).toThrow(expect.objectContaining({ code: 'too-many' }))
    expect(names()).toEqual(['Echo'])
  })

  it('writes itself down once when it has come to rest', async () => {
    let writes = 0
    settings.onChange(() => (writes += 1))
    for (let i = 0; i < 5; i += 1) deck.add(['p1'], 1)
    expect(writes).toBe(0)
    await clock.advance(limits.rememberMs)
    expect(writes).toBe(1)
    expect(settings.value.deck).toEqual(['p1', 'p1', 'p1', 'p1', 'p1'])
    expect(clock.pending).toBe(0)
  })

  it('writes at once what is still to be written when it is flushed, and nothing otherwise', async () => {
    deck.add(['p2'], 1)
    deck.flush()
    expect(settings.value.deck).toEqual(['p2'])
    expect(clock.pending).toBe(0)
    settings.patch({ deck: [] })
    deck.flush()
    expect(settings.value.deck).toEqual([])
    await clock.advance(1_000)
    expect(settings.value.deck).toEqual([])
  })

  it('comes back in its order as idle connections, without profiles that were deleted', () => {
    deck.add(['p1', 'p2'], 1)
    deck.add(['p1'], 2)
    deck.flush()
    open()
    deck.restore()
    expect(names()).toEqual(['Echo', 'Room', 'Echo #2', 'Echo #3'])
    profiles.remove(['p2'])
    open()
    deck.restore()
    expect(names()).toEqual(['Echo', 'Echo #2', 'Echo #3'])
  })

  it('restores the largest deck in no time to speak of', () => {
    settings.patch({ deck: Array.from({ length: limits.connections }, () => 'p1') })
    deck.restore()
    expect(names()).toHaveLength(limits.connections)
    expect(names().at(-1)).toBe(`Echo #${limits.connections}`)
  })

  it('removes what is there, waits for it, and forgets it', async () => {
    const ids = deck.add(['p1'], 3)
    await deck.remove([...ids.slice(0, 2), 'c999']).gone
    deck.flush()
    expect(names()).toEqual(['Echo #3'])
    expect(settings.value.deck).toEqual(['p1'])
  })

  it('is written without what is being removed, though that is not closed yet', () => {
    const ids = deck.add(['p1', 'p2'], 1)
    pool.open(ids[0] ?? '')
    deck.flush()
    void deck.remove(ids.slice(0, 1)).gone
    deck.flush()
    expect(settings.value.deck).toEqual(['p2'])
  })

  it('removes one that is named twice like one that is named once', async () => {
    const [id = ''] = deck.add(['p1'], 1)
    await deck.remove([id, id]).gone
    expect(names()).toEqual([])
  })

  it("hands a profile's edits to its own connections only", () => {
    deck.add(['p1', 'p2'], 2)
    const changed: string[] = []
    pool.onChange((id) => changed.push(id))
    profiles.save({ ...newProfile('p1', { url: 'ws://h/other' }), name: 'Chat', color: 'red' })
    deck.refresh()
    deck.refresh()
    expect(names()).toEqual(['Chat', 'Chat #2', 'Room', 'Room #2'])
    expect(pool.snapshots()[0]).toMatchObject({ color: 'red', url: 'ws://h/other' })
    expect(changed).toEqual(['c1', 'c2'])
  })

  it('gives a connection what it inherits, and what was set for its opening alone', () => {
    settings.patch({ defaults: { limits: { deadlineMs: 111 }, queue: { messages: 7 } } })
    profiles.saveFolder(newFolder('f', { options: { queue: { messages: 8 } } }))
    profiles.save(newProfile('p1', { name: 'Echo', url: 'ws://h/1', folderId: 'f', options: { heartbeat: { enabled: false } } }))
    const plans = watchPlans()
    deck.add(['p1'], 2, { limits: { closeTimeoutMs: 222 } })
    deck.add(['p1'], 1)
    const facts = ({ limits: { deadlineMs, closeTimeoutMs }, queue, heartbeat }: Plan) => [deadlineMs, closeTimeoutMs, queue.messages, heartbeat.enabled]
    expect(plans.map(({ plan, index }) => [...facts(plan), index])).toEqual([
      [111, 222, 8, false, 1],
      [111, 222, 8, false, 2],
      [111, 3_000, 8, false, 1],
    ])
    expect(JSON.stringify([profiles.book, settings.value.defaults])).not.toContain('222')
  })

  it('hands on what a folder or the defaults set anew, and keeps what was set for an opening', () => {
    profiles.saveFolder(newFolder('f'))
    profiles.save(newProfile('p1', { name: 'Echo', url: 'ws://h/1', folderId: 'f' }))
    deck.refresh()
    const [plain = '', special = ''] = [...deck.add(['p1'], 1), ...deck.add(['p1'], 1, { queue: { messages: 5 } })]
    const [other = ''] = deck.add(['p2'], 1)
    const updates = watchUpdates()
    profiles.saveFolder(newFolder('f', { options: { queue: { messages: 9 } } }))
    deck.refresh()
    expect(updates.splice(0).map(({ id, plan }) => [id, plan.queue.messages])).toEqual([[plain, 9]])
    settings.patch({ defaults: { limits: { deadlineMs: 111 } } })
    deck.refresh()
    const seen = updates.splice(0).map(({ id, plan }) => [id, plan.limits.deadlineMs, plan.queue.messages])
    expect(seen).toEqual([[plain, 111, 9], [special, 111, 5], [other, 111, 256]])
    settings.patch({ theme: 'dark' })
    profiles.saveFolder(newFolder('f', { collapsed: true, options: { queue: { messages: 9 } } }))
    deck.refresh()
    expect(updates).toEqual([])
  })

  it('shares one plan between connections opened alike, after a change too', () => {
    const plans = watchPlans()
    deck.add(['p1'], 2)
    deck.add(['p1'], 1)
    const updates = watchUpdates()
    settings.patch({ defaults: { limits: { deadlineMs: 111 } } })
    deck.refresh()
    expect(new Set(plans.map(({ plan }) => plan)).size).toBe(1)
    expect(updates).toHaveLength(3)
    expect(new Set(updates.map(({ plan }) => plan)).size).toBe(1)
  })

  it('keeps the connections of a profile that is deleted', () => {
    deck.add(['p1'], 1)
    profiles.remove(['p1'])
    deck.refresh()
    expect(names()).toEqual(['Echo'])
  })

  it('tells when it can not be written down', async () => {
    const broken = { value: settings.value, patch: () => { throw new Error('disk full') } } as unknown as Settings
    const unlucky = new Deck({ pool, profiles, settings: broken, clock, onUnsaved: (error) => unsaved.push(error) })
    unlucky.add(['p1'], 1)
    await clock.advance(limits.rememberMs)
    expect(unsaved).toEqual([new Error('disk full')])
  })
})
