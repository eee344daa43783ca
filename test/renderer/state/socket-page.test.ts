import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Api } from '../../../renderer/api'
import { SocketPage } from '../../../renderer/state/socket-page.svelte'
import { AppError } from '../../../shared/errors'
import type { MetricsReply } from '../../../shared/metrics'
import { FakeBridge } from '../../support/bridge'

/** The last is at `end` seconds, and there are `count`. */
function reply(end: number, count: number): MetricsReply {
  const at = Array.from({ length: count }, (_, i) => (end - count + 1 + i) * 1_000)
  const column = at.map((time) => time / 1_000)
  const series = { at, messagesIn: column, messagesOut: column, bytesIn: column, bytesOut: column, queuedMessages: column, queuedBytes: column }
  return { stepMs: 1_000, series, roundTrips: { at: [], rttMs: [] }, opens: [], losses: [] }
}

/** Main has measured up to `seconds`, from the first on. */
function measuring() {
  const about = { seconds: 3 }
  const bridge = new FakeBridge().answer('metrics.read', ({ since }) => reply(about.seconds, about.seconds - since / 1_000))
  const failures: unknown[] = []
  const page = new SocketPage(new Api(bridge))
  return { about, bridge, page, failures, watch: (id = 'a') => page.watch(id, (error) => failures.push(error)) }
}

const asked = (bridge: FakeBridge) => bridge.sent('metrics.read')
const tick = (ms: number) => vi.advanceTimersByTimeAsync(ms)

describe('the page of one socket', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('asks at once and then once a second, for what is new only', async () => {
    const { about, bridge, page, watch } = measuring()
    const stop = watch()
    await tick(0)
    about.seconds = 4
    await tick(1_000)
    expect(asked(bridge)).toEqual([{ id: 'a', since: 0 }, { id: 'a', since: 3_000 }])
    expect(page.known).toEqual(reply(4, 4))
    stop()
  })

  it('asks for nothing once it is no longer seen, and goes on where it was', async () => {
    const { about, bridge, page, watch } = measuring()
    watch()()
    await tick(10_000)
    expect([asked(bridge).length, vi.getTimerCount()]).toEqual([1, 0])
    about.seconds = 13
    const stop = watch()
    await tick(0)
    expect(asked(bridge).at(-1)).toEqual({ id: 'a', since: 3_000 })
    expect(page.known.series.at).toHaveLength(13)
    stop()
  })

  it('stands still while it is paused', async () => {
    const { about, bridge, page, watch } = measuring()
    const stop = watch()
    await tick(0)
    page.paused = true
    about.seconds = 9
    await tick(5_000)
    expect([asked(bridge).length, page.to]).toEqual([1, 3_000])
    page.paused = false
    await tick(1_000)
    expect(page.to).toBe(9_000)
    stop()
  })

  it('does not ask again before it was answered', async () => {
    const { bridge, page } = measuring()
    let answer: (value: MetricsReply) => void = () => undefined
    bridge.answer('metrics.read', () => new Promise((resolve) => (answer = resolve)))
    const stop = page.watch('a', () => undefined)
    await tick(5_000)
    expect(asked(bridge)).toHaveLength(1)
    answer(reply(3, 3))
    await tick(1_000)
    expect(asked(bridge)).toHaveLength(2)
    stop()
  })

  it('begins anew with another socket, and takes no answer about the one before', async () => {
    const { bridge, page, watch } = measuring()
    let answer: (value: MetricsReply) => void = () => undefined
    bridge.answer('metrics.read', ({ id }) => (id === 'a' ? new Promise((resolve) => (answer = resolve)) : reply(7, 2)))
    watch('a')()
    const stop = watch('b')
    answer(reply(99, 9))
    await tick(1_000)
    expect(page.known).toEqual(reply(7, 2))
    stop()
  })

  it('tells of a failure once, and goes on asking', async () => {
    const { bridge, failures, watch } = measuring()
    bridge.refuse('metrics.read', new AppError('not-found', 'gone'))
    const stop = watch()
    await tick(3_000)
    expect(failures).toHaveLength(1)
    expect(asked(bridge)).toHaveLength(4)
    stop()
  })

  it('shows the chosen minutes up to the newest step', async () => {
    const { about, page, watch } = measuring()
    about.seconds = 500
    const stop = watch()
    await tick(0)
    page.span = '1'
    expect([page.from, page.to, page.shown.series.at.length]).toEqual([440_000, 500_000, 60])
    page.span = '10'
    expect(page.shown.series.at).toHaveLength(500)
    stop()
  })

  it('moves its cursor to the nearest step by pointer, and step by step by keys, within what is shown', async () => {
    const { about, page, watch } = measuring()
    about.seconds = 100
    const stop = watch()
    await tick(0)
    page.span = '1'
    expect(page.shown.series.at[page.step]).toBe(100_000)
    page.point(72_400)
    expect(page.cursorAt).toBe(72_000)
    page.walk(-1)
    expect(page.cursorAt).toBe(71_000)
    page.walk(-Infinity)
    expect(page.cursorAt).toBe(41_000)
    page.walk(Infinity)
    expect(page.cursorAt).toBe(100_000)
    page.point(null)
    expect(page.cursorAt).toBeNull()
    stop()
  })

  it('hands files to main as base64, and says where they are', async () => {
    const { bridge, page } = measuring()
    bridge.answer('files.save', ({ name, kind }) => ({ file: `/tmp/${name}.${kind}` }))
    expect(await page.save('Echo', 'png', Uint8Array.of(0, 255, 16))).toBe('/tmp/Echo.png')
    expect(bridge.sent('files.save')).toEqual([{ name: 'Echo', kind: 'png', base64: 'AP8Q' }])
  })
})
