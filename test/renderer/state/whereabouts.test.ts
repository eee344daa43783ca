import { describe, expect, it, onTestFinished } from 'vitest'
import { Api } from '../../../renderer/api'
import type { Memory } from '../../../renderer/state/place'
import { Whereabouts } from '../../../renderer/state/whereabouts.svelte'
import { Workbench } from '../../../renderer/state/workbench.svelte'
import type { StartReply } from '../../../shared/contract'
import { AppError } from '../../../shared/errors'
import { startReply } from '../../support/bridge'
import { FakeLog, pageMemory, settled } from '../../support/fake-log'
import { snapshot } from '../../support/snapshots'

/** A page on this storage, with sockets c1…c3 on the deck and 1,000 entries in the log. */
async function page(memory: Memory, about: Partial<StartReply> = {}, log = new FakeLog()) {
  log.end = 1_000
  const onDeck = ['c1', 'c2', 'c3'].map((id) => snapshot(id))
  log.bridge.answer('app.start', () => startReply({ connections: onDeck, totals: log.totals, ...about }))
  const bench = new Workbench(new Api(log.bridge), () => undefined)
  await bench.start()
  onTestFinished(() => bench.rates.dispose())
  const failures: unknown[] = []
  const { desk, connections, selection, deckView, composer, log: reader } = bench
  const fail = (error: unknown) => failures.push(error)
  const whereabouts = new Whereabouts(bench.api, { desk, connections, selection, deckView, composer, log: reader, fail }, memory)
  whereabouts.start(startReply())
  await settled()
  const keep = () => {
    whereabouts.keep()
    whereabouts.keepDraft()
  }
  return { bench, failures, log, keep }
}

const rowAt = async (bench: Workbench, position: number) => (await bench.log.rows.fetch(position, 1))[0] ?? null

describe('a page that is loaded again', () => {
  it('shows what the one before it showed', async () => {
    const memory = pageMemory()
    const { bench: before, keep } = await page(memory)
    before.desk.stage = { kind: 'socket', id: 'c2' }
    before.selection.only(['c3', 'c1'])
    before.deckView.query = 'trader'
    before.deckView.collapsed = new Set(['folder 1'])
    before.composer.take({ format: 'json', text: '{"half":' })
    before.log.inspected = await rowAt(before, 700)
    keep()

    const { bench, failures } = await page(memory)
    expect(bench.desk.stage).toEqual({ kind: 'socket', id: 'c2' })
    expect(bench.selection.ids).toEqual(['c1', 'c3'])
    expect([bench.deckView.query, [...bench.deckView.collapsed]]).toEqual(['trader', ['folder 1']])
    expect(bench.composer.message).toEqual({ format: 'json', text: '{"half":' })
    expect([bench.log.inspected?.seq, bench.log.current]).toEqual([700, 700])
    expect(failures).toEqual([])
  })

  it('starts as ever where nothing was kept, or nothing that is understood', async () => {
    const odd = pageMemory()
    odd.setItem('desk.stand', '{"stage":{"kind":"nowhere"}}')
    odd.setItem('composer.draft', '{')
    for (const memory of [pageMemory(), odd]) {
      const { bench } = await page(memory, { draft: { format: 'text', text: 'as main has it' } })
      expect([bench.desk.stage.kind, bench.selection.size, bench.log.inspected, bench.composer.text]).toEqual(['log', 0, null, 'as main has it'])
    }
  })

  it('leaves out what has left the deck meanwhile', async () => {
    const memory = pageMemory()
    const { bench: before, keep } = await page(memory)
    before.desk.stage = { kind: 'socket', id: 'c2' }
    before.selection.only(['c1', 'c2'])
    keep()
    const { bench } = await page(memory, { connections: [snapshot('c1')] })
    expect([bench.desk.stage.kind, bench.selection.ids]).toEqual(['log', ['c1']])
  })

  it('does not open the inspector on a row that is gone, of another capture, or when it can’t be read', async () => {
    const memory = pageMemory()
    const { bench: before, keep } = await page(memory)
    before.log.inspected = await rowAt(before, 10)
    keep()
    const kept = memory.getItem('desk.stand') ?? ''
    const again = () => memory.setItem('desk.stand', kept)
    const retained = new FakeLog()
    retained.first = 500
    expect((await page(memory, {}, retained)).bench.log.inspected).toBeNull()
    again()
    const another = new FakeLog()
    another.liveId = 'another'
    expect((await page(memory, {}, another)).bench.log.inspected).toBeNull()
    again()
    const broken = new FakeLog()
    broken.bridge.refuse('log.locate', new AppError('internal', 'no'))
    const { bench, failures } = await page(memory, {}, broken)
    expect([bench.log.inspected, failures]).toEqual([null, [expect.objectContaining({ code: 'internal' })]])
  })

  it('keeps no draft that is too long to be written down at each key', async () => {
    const memory = pageMemory()
    const { bench: before, keep } = await page(memory)
    before.composer.text = 'short'
    keep()
    before.composer.text = 'x'.repeat(100_000)
    keep()
    const { bench } = await page(memory, { draft: { format: 'text', text: 'as main has it' } })
    expect(bench.composer.text).toBe('as main has it')
  })

  it('writes nothing while only counters change', async () => {
    let writes = 0
    const memory = pageMemory()
    const counting: Memory = { getItem: (key) => memory.getItem(key), setItem: (key, text) => { writes += 1; memory.setItem(key, text) } }
    const { bench, log, keep } = await page(counting)
    bench.selection.only(['c1'])
    keep()
    const before = writes
    log.bridge.emit('connections.changed', { changed: [snapshot('c1')], removed: [] })
    log.grow(2_000)
    await settled()
    keep()
    expect(writes).toBe(before)
    expect(before).toBeGreaterThan(0)
  })
})
