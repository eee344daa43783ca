import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import type { Captures } from '../../../renderer/state/captures.svelte'
import { lossOf, Retention } from '../../../renderer/state/retention.svelte'
import { Settings } from '../../../renderer/state/settings.svelte'
import { AppError } from '../../../shared/errors'
import { limits } from '../../../shared/limits'
import { FakeBridge, startReply } from '../../support/bridge'
import { captureInfo } from '../../support/captures'

const MiB = 1024 * 1024
const kept = [
  captureInfo('live', { live: true, diskBytes: 10 * MiB }),
  captureInfo('b', { diskBytes: 300 * MiB }),
  captureInfo('a', { diskBytes: 1_000 * MiB }),
]

function typed(captures: string | null, gibibytes: string | null) {
  const bridge = new FakeBridge()
  const settings = new Settings(new Api(bridge))
  settings.start(startReply())
  const retention = new Retention(settings, { all: kept } as Captures)
  if (captures !== null) retention.captures = captures
  if (gibibytes !== null) retention.gibibytes = gibibytes
  return { bridge, retention, settings }
}

describe('the bounds of what is kept', () => {
  it('are those of the settings until somebody types', () => {
    const { retention } = typed(null, null)
    expect([retention.captures, retention.gibibytes, retention.changed]).toEqual([String(limits.capturesKept), '2', false])
  })

  it.each([
    ['', 'Enter a number'],
    ['many', 'Enter a number'],
    ['2.5', 'Enter a whole number'],
    ['0', 'Keep at least 1'],
    ['1001', 'Keep at most 1000'],
    ['1000', null],
  ])('say of “%s” captures: %s', (text, said) => {
    expect(typed(text, null).retention.capturesProblem).toBe(said)
  })

  it.each([
    ['', 'Enter a number'],
    ['0.05', 'Keep at least 64 MiB'],
    ['1025', 'Keep at most 1 TiB'],
    ['0.5', null],
    ['0,5', null],
  ])('say of “%s” GiB: %s', (text, said) => {
    expect(typed(null, text).retention.gibibytesProblem).toBe(said)
  })

  it('are saved without touching what else the log keeps, and once', async () => {
    const { bridge, retention } = typed('5', '0.5')
    await retention.save()
    await retention.save()
    expect(bridge.sent('settings.save')).toEqual([{ log: { captures: 5, mebibytes: 512, time: 'clock', hiddenColumns: [], filters: [] } }])
    expect([retention.captures, retention.gibibytes, retention.changed]).toEqual(['5', '0.5', false])
  })

  it('are not saved while one is wrong', async () => {
    const { bridge, retention } = typed('5', 'x')
    await retention.save()
    expect(bridge.sent('settings.save')).toEqual([])
  })

  it('stay as typed when main refuses them', async () => {
    const { bridge, retention } = typed('5', null)
    bridge.refuse('settings.save', new AppError('store-write', 'no'))
    await expect(retention.save()).rejects.toThrow('no')
    expect([retention.captures, retention.changed]).toEqual(['5', true])
    retention.reset()
    expect([retention.captures, retention.changed]).toEqual([String(limits.capturesKept), false])
  })

  it('tell what they would delete only when they were changed', () => {
    expect(typed(null, null).retention.loss).toEqual({ whole: [], partly: null })
    expect(typed('2', null).retention.loss.whole.map(({ id }) => id)).toEqual(['a'])
  })
})

describe('what bounds delete', () => {
  it.each([
    { what: 'nothing when all fits', most: 3, mebibytes: 1_310, whole: [], partly: null },
    { what: 'the oldest beyond the number', most: 1, mebibytes: 9_999, whole: ['b', 'a'], partly: null },
    { what: 'the oldest bytes of the oldest', most: 3, mebibytes: 1_000, whole: [], partly: 'a' },
    { what: 'whole captures before parts of the next', most: 3, mebibytes: 100, whole: ['a'], partly: 'b' },
    { what: 'never the live one as a whole', most: 1, mebibytes: 1, whole: ['b', 'a'], partly: 'live' },
  ])('is $what', ({ most, mebibytes, whole, partly }) => {
    const loss = lossOf(kept, most, mebibytes * MiB)
    expect([loss.whole.map(({ id }) => id), loss.partly?.id ?? null]).toEqual([whole, partly])
  })
})
