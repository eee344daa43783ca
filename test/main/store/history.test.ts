import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { silentLogger as logger } from '../../../main/lib/logger'
import { History } from '../../../main/store/history'
import { limits } from '../../../shared/limits'
import type { SentItem } from '../../../shared/sent'
import { FakeClock } from '../../support/clock'
import { tempDir } from '../../support/disk'

const open = (dir: string, clock = new FakeClock()) => History.open({ dir, clock, logger })
const add = (history: History, text: string, ...profileIds: string[]) =>
  history.add({ message: { format: 'text', text }, targets: profileIds.map((profileId) => ({ name: 'Socket', profileId })), count: 1 })
/** A history and a way to add to it at a time. */
function timed() {
  const clock = new FakeClock(0)
  const history = open(tempDir(), clock)
  let now = 0
  clock.now = () => now
  return { history, addAt: (at: number, text = `message ${at}`, ...profileIds: string[]) => ((now = at + 0.7), add(history, text, ...profileIds)) }
}
const times = (items: readonly SentItem[]) => items.map(({ at }) => at)

describe('what was sent', () => {
  it('is listed newest first, for all or for one profile', () => {
    const { history, addAt } = timed()
    let told = 0
    history.onChange(() => (told += 1))
    addAt(1, 'a', 'p')
    addAt(2, 'b', 'p', 'q')
    addAt(3, 'c', 'q')
    expect(times(history.list(null))).toEqual([3, 2, 1])
    expect(times(history.list('p'))).toEqual([2, 1])
    expect(history.list('x')).toEqual([])
    expect([history.count, told]).toEqual([3, 3])
  })

  it('lets the oldest go, by number and by characters, and keeps no giant', () => {
    const { history, addAt } = timed()
    for (let at = 0; at < limits.sentItems + 5; at += 1) addAt(at)
    expect(history.count).toBe(limits.sentItems)
    expect(times(history.list(null)).at(-1)).toBe(5)
    addAt(9_000, 'x'.repeat(limits.savedMessageCharacters + 1))
    expect(times(history.list(null))[0]).toBe(limits.sentItems + 4)
    for (let at = 1_000; at < 1_010; at += 1) addAt(at, 'x'.repeat(limits.savedMessageCharacters))
    expect(times(history.list(null))).toEqual([1_009, 1_008, 1_007, 1_006, 1_005, 1_004, 1_003, 1_002])
  })

  it('comes back exactly when a removal is undone', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(1_000), { maxLength: 20 }), fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }), (ats, choice) => {
        const { history, addAt } = timed()
        for (const at of ats.toSorted((a, b) => a - b)) addAt(at)
        const before = history.list(null)
        const removed = history.remove(before.filter((_, index) => choice[index]).map(({ id }) => id))
        expect(history.count).toBe(before.length - removed.length)
        history.restore(removed.toReversed())
        history.restore(removed)
        expect(history.list(null)).toEqual(before)
      }),
      { numRuns: 20 },
    )
    const { history, addAt } = timed()
    addAt(1)
    expect(times(history.remove(null))).toEqual([1])
    expect(history.count).toBe(0)
  })
})

describe('the disk', () => {
  it('has what was sent and the draft after a short while, and all of it at the end', async () => {
    const dir = tempDir()
    const clock = new FakeClock()
    const history = open(dir, clock)
    add(history, 'one')
    history.saveDraft({ format: 'json', text: '{' })
    expect(open(dir)).toMatchObject({ count: 0, draft: { format: 'text', text: '' } })
    await clock.advance(limits.rememberMs + 1)
    expect(open(dir)).toMatchObject({ count: 1, draft: { format: 'json', text: '{' } })
    add(history, 'two')
    history.saveDraft({ format: 'json', text: '{}' })
    history.flush()
    expect(open(dir)).toMatchObject({ count: 2, draft: { format: 'json', text: '{}' } })
    expect(clock.pending).toBe(0)
  })

  it('does not wait for a pause in the typing', async () => {
    const dir = tempDir()
    const clock = new FakeClock()
    const history = open(dir, clock)
    for (let i = 0; i < 20; i += 1) {
      history.saveDraft({ format: 'text', text: 'x'.repeat(i) })
      await clock.advance(limits.rememberMs / 10)
    }
    expect(open(dir).draft.text.length).toBeGreaterThanOrEqual(9)
  })

  it('has no draft that is longer than any message; the window has it until the app quits', () => {
    const dir = tempDir()
    const history = open(dir)
    const long = 'x'.repeat(limits.composedBytes + 1)
    history.saveDraft({ format: 'hex', text: long })
    expect(history.draft.text).toHaveLength(long.length)
    history.flush()
    expect(open(dir).draft).toEqual({ format: 'hex', text: '' })
  })

  it('may be damaged: the other file is not touched, and the person is told', () => {
    const dir = tempDir()
    const history = open(dir)
    add(history, 'one')
    history.saveDraft({ format: 'text', text: 'draft' })
    history.flush()
    writeFileSync(join(dir, 'history.json'), 'x')
    const again = open(dir)
    expect(again.recoveries.map(({ title }) => title)).toEqual(['The history of sent messages could not be read'])
    expect(again).toMatchObject({ count: 0, draft: { text: 'draft' } })
  })
})
