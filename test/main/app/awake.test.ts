import { EventEmitter } from 'node:events'
import { beforeEach, describe, expect, it } from 'vitest'
import { watchSleep } from '../../../main/app/awake'
import type { Clock } from '../../../main/lib/clock'
import { limits } from '../../../shared/limits'
import { FakeClock } from '../../support/clock'

let clock: FakeClock
/** How far the wall clock is ahead of the monotonic one, ms. */
let aheadMs: number
let power: EventEmitter
let addresses: string[]
let failing: boolean
let wakes: number
let diary: string[]
let stop: () => void

const say = (text: string) => diary.push(text)
const logger = { info: say, warn: say, error: say }

/** The fake clock, with another wall clock or other timers. */
function clockWith({ now = clock.now, after = clock.after }: Partial<Pick<Clock, 'now' | 'after'>>): Clock {
  return { now, after, elapsed: clock.elapsed, sleep: clock.sleep }
}

beforeEach(() => {
  clock = new FakeClock()
  aheadMs = 0
  power = new EventEmitter()
  addresses = ['192.168.1.2']
  failing = false
  wakes = 0
  diary = []
  stop = watchSleep({
    power,
    logger,
    clock: clockWith({ now: () => clock.now() + aheadMs }),
    interfaces: () => {
      if (failing) throw new Error('uv_interface_addresses returned 1')
      const seen = addresses.map((address) => ({ address, internal: false }))
      return { lo: [{ address: '127.0.0.1', internal: true }], wlan0: seen }
    },
    onWake: () => (wakes += 1),
  })
})

describe('a sleep of the machine', () => {
  it('is heard of from the system at once', () => {
    power.emit('suspend')
    expect(wakes).toBe(0)
    power.emit('resume')
    expect(wakes).toBe(1)
  })

  it('is found by the wall clock where the monotonic one stood still, within a second', async () => {
    await clock.advance(10 * limits.wakeLookMs)
    expect(wakes).toBe(0)
    aheadMs += 3_600_000
    await clock.advance(limits.wakeLookMs)
    expect(wakes).toBe(1)
    await clock.advance(60_000)
    expect(wakes).toBe(1)
  })

  it('is found by the late timer where the monotonic clock went on', async () => {
    // The timer of a process that slept fires when it is woken, not when it was due.
    let asleep = true
    const sleepy = clockWith({ after: (ms, callback) => clock.after(asleep ? ms + limits.sleepGapMs : ms, callback) })
    stop()
    wakes = 0
    stop = watchSleep({ power, clock: sleepy, logger, interfaces: () => ({}), onWake: () => (wakes += 1) })
    asleep = false
    await clock.advance(limits.wakeLookMs + limits.sleepGapMs)
    expect(wakes).toBe(1)
    await clock.advance(60_000)
    expect(wakes).toBe(1)
  })

  it('that the system told of is not found once more', async () => {
    aheadMs += 3_600_000
    power.emit('resume')
    await clock.advance(60_000)
    expect(wakes).toBe(1)
  })

  it('is not suspected of a process that was busy, nor of a clock that was set back', async () => {
    aheadMs += limits.sleepGapMs - 1
    await clock.advance(limits.wakeLookMs)
    aheadMs -= 3_600_000
    await clock.advance(limits.wakeLookMs)
    expect(wakes).toBe(0)
  })
})

describe('another network', () => {
  it('is found by the addresses of this machine, each change once', async () => {
    addresses = []
    await clock.advance(limits.wakeLookMs)
    expect(wakes).toBe(1)
    addresses = ['10.0.0.7']
    await clock.advance(10 * limits.wakeLookMs)
    expect(wakes).toBe(2)
    expect(diary.at(-1)).toMatch(/network changed/)
  })

  it('is not what a link-local address or another order makes', async () => {
    addresses = ['192.168.1.2', '10.0.0.7']
    await clock.advance(limits.wakeLookMs)
    wakes = 0
    addresses = ['10.0.0.7', '192.168.1.2', 'fe80::1']
    await clock.advance(10 * limits.wakeLookMs)
    expect(wakes).toBe(0)
  })

  it('is not suspected while the system does not say, and is found afterwards', async () => {
    failing = true
    await clock.advance(5 * limits.wakeLookMs)
    expect(wakes).toBe(0)
    expect(diary).toHaveLength(1)
    failing = false
    addresses = ['10.0.0.7']
    await clock.advance(limits.wakeLookMs)
    expect(wakes).toBe(1)
  })
})

it('goes on looking when what it told of broke', async () => {
  stop()
  let told = 0
  stop = watchSleep({
    power,
    logger,
    clock: clockWith({ now: () => clock.now() + aheadMs }),
    interfaces: () => ({}),
    onWake: () => {
      told += 1
      throw new Error('bug')
    },
  })
  for (let round = 0; round < 2; round += 1) {
    aheadMs += 3_600_000
    await expect(clock.advance(limits.wakeLookMs)).rejects.toThrow('bug')
  }
  expect(told).toBe(2)
})

it('leaves no timer', () => {
  stop()
  expect(clock.pending).toBe(0)
})
