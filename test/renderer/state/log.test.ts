import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Connections } from '../../../renderer/state/connections.svelte'
import { LogReader } from '../../../renderer/state/log.svelte'
import { AppError } from '../../../shared/errors'
import { FakeBridge, startReply } from '../../support/bridge'
import { logRow } from '../../support/snapshots'

/** Lets every promise that needs no time settle. */
const settled = () => new Promise<void>((resolve) => setTimeout(resolve))

/** Main's side: one log of `end` rows, of which each view shows all; replies wait while `held`. */
class FakeLog {
  readonly bridge = new FakeBridge()
  end = 0
  first = 0
  held: (() => void)[] | null = null
  #views = 0

  constructor() {
    this.bridge.answer('log.view', async () => {
      await this.#turn()
      return this.progress((this.#views += 1))
    })
    this.bridge.answer('log.rows', async ({ viewId, from, count }) => {
      await this.#turn()
      const start = Math.max(from, this.first)
      const rows = Array.from({ length: Math.max(0, Math.min(from + count, this.end) - start) }, (_, i) => logRow(start + i, { preview: `view ${viewId} row ${start + i}` }))
      return { ...this.progress(viewId), from: start, rows }
    })
  }

  progress(viewId: number) {
    return { viewId, first: this.first, end: this.end, scanned: 1 }
  }

  grow(end: number, viewId = this.#views): void {
    this.end = end
    this.bridge.emit('log.changed', { totals: { head: end, kept: end, keptBytes: end, dropped: 0 }, views: [this.progress(viewId)] })
  }

  async release(): Promise<void> {
    const waiting = this.held ?? []
    this.held = null
    for (const go of waiting) go()
    await settled()
  }

  async #turn(): Promise<void> {
    const { held } = this
    if (held !== null) await new Promise<void>((resolve) => held.push(resolve))
  }
}

async function reading(end = 0) {
  const log = new FakeLog()
  log.end = end
  const api = new Api(log.bridge)
  const reader = new LogReader(api, new Connections(api))
  reader.start(startReply())
  await settled()
  return { log, reader, asked: () => log.bridge.sent('log.rows').length }
}

describe('LogReader at the end of the log', () => {
  it('shows the newest rows at once', async () => {
    const { reader } = await reading(1_000)
    expect(reader.range).toEqual({ first: 0, end: 1_000 })
    expect(reader.row(999)?.seq).toBe(999)
  })

  it('moves on only when the rows are there', async () => {
    const { log, reader } = await reading(10)
    log.held = []
    log.grow(20)
    await settled()
    expect(reader.range.end).toBe(10)
    await log.release()
    expect(reader.range.end).toBe(20)
    expect(reader.row(19)?.seq).toBe(19)
  })

  it('asks one question at a time however fast the log grows, and then skips to the end', async () => {
    const { log, reader, asked } = await reading(10)
    const before = asked()
    log.held = []
    for (let end = 1_000; end <= 100_000; end += 1_000) log.grow(end)
    expect(asked() - before).toBe(1)
    await log.release()
    expect(asked() - before).toBe(2)
    expect(reader.range.end).toBe(100_000)
    expect(reader.row(99_999)?.seq).toBe(99_999)
  })

  it('never asks for more rows than one call may', async () => {
    const { log, reader } = await reading(10)
    reader.see({ first: 0, end: 5_000 })
    log.grow(50_000)
    await settled()
    expect(Math.max(...log.bridge.sent('log.rows').map(({ count }) => count))).toBeLessThanOrEqual(400)
  })
})

describe('LogReader away from the end', () => {
  it('counts what is new and catches up when it follows again', async () => {
    const { log, reader } = await reading(100)
    reader.unfollow()
    log.grow(150)
    expect(reader.unseen).toBe(50)
    reader.follow()
    await settled()
    expect(reader.unseen).toBe(0)
    expect(reader.row(149)?.seq).toBe(149)
  })

  it('asks only for the pages in view, and for none of them twice', async () => {
    const { log, reader, asked } = await reading(10_000)
    reader.unfollow()
    const before = asked()
    log.held = []
    reader.see({ first: 100, end: 140 })
    reader.see({ first: 101, end: 141 })
    expect(asked() - before).toBe(2)
    await log.release()
    reader.see({ first: 100, end: 141 })
    expect(asked() - before).toBe(2)
    expect(reader.row(140)?.seq).toBe(140)
  })

  it('goes on showing rows whose predecessors were dropped', async () => {
    const { log, reader } = await reading(1_000)
    reader.unfollow()
    log.first = 500
    log.grow(1_200)
    reader.see({ first: 480, end: 520 })
    await settled()
    expect(reader.range).toEqual({ first: 500, end: 1_200 })
    expect(reader.row(500)?.seq).toBe(500)
  })
})

describe('LogReader with a filter', () => {
  it('opens a view for it, closes the old one and throws late rows of the old one away', async () => {
    const { log, reader } = await reading(100)
    reader.unfollow()
    log.held = []
    reader.see({ first: 0, end: 40 })
    const changed = reader.setFilter({ text: 'x' })
    await log.release()
    await changed
    await settled()
    expect(log.bridge.sent('log.close')).toEqual([{ viewId: 1 }])
    expect(reader.row(99)?.preview).toBe('view 2 row 99')
    expect(reader.row(10)?.preview ?? 'view 2').toContain('view 2')
    expect(reader.filtered).toBe(true)
  })

  it('keeps the last of two filters typed in a row, and closes the other view', async () => {
    const { log, reader } = await reading(100)
    log.held = []
    const typed = [reader.setFilter({ text: 'a' }), reader.setFilter({ text: 'ab' })]
    await log.release()
    await Promise.all(typed)
    await settled()
    expect(log.bridge.sent('log.close').map(({ viewId }) => viewId).sort()).toEqual([1, 2])
    expect(reader.row(99)?.preview).toBe('view 3 row 99')
  })

  it('says when the log can’t be read, and is well again after a retry', async () => {
    const { log, reader } = await reading(100)
    const answer = () => log.progress(9)
    log.bridge.refuse('log.view', new AppError('too-many', 'Too many views'))
    await reader.setFilter({ text: 'a' })
    expect(reader.problem).toMatchObject({ code: 'too-many' })
    log.bridge.answer('log.view', answer)
    await reader.retry()
    expect(reader.problem).toBeNull()
  })
})

describe('the row under the keyboard', () => {
  it('stays inside the log, and takes an open inspector along', async () => {
    const { reader } = await reading(50)
    reader.unfollow()
    reader.moveTo(-5)
    expect(reader.current).toBe(0)
    reader.moveTo(99)
    expect(reader.current).toBe(49)
    expect(reader.inspected).toBeNull()
    reader.inspect(48)
    reader.moveTo(47)
    expect(reader.inspected?.seq).toBe(47)
  })

  it('is inspected as soon as its page has come', async () => {
    const { log, reader } = await reading(10_000)
    reader.unfollow()
    log.held = []
    reader.inspect(3)
    reader.see({ first: 0, end: 20 })
    expect(reader.inspected).toBeNull()
    await log.release()
    expect(reader.inspected?.seq).toBe(3)
  })

  it('is let go with the log', async () => {
    const { log, reader } = await reading(10)
    reader.inspect(5)
    log.end = 0
    await reader.clear()
    expect(log.bridge.sent('log.clear')).toHaveLength(1)
    expect(reader.inspected).toBeNull()
    expect(reader.range).toEqual({ first: 0, end: 0 })
  })
})
