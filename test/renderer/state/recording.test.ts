import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Api } from '../../../renderer/api'
import { pauseShowsMs, pauseStaysMs, Recording } from '../../../renderer/state/recording.svelte'
import type { Recording as Kind } from '../../../shared/entry'
import { emptyTotals, FakeBridge, startReply } from '../../support/bridge'

const on: Kind = { kind: 'on' }
const paused: Kind = { kind: 'paused', since: 0 }

function watched(first: Kind = on) {
  const bridge = new FakeBridge()
  const recording = new Recording(new Api(bridge))
  recording.start(startReply({ totals: { ...emptyTotals, recording: first } }))
  return { recording, becomes: (kind: Kind) => bridge.emit('log.changed', { totals: { ...emptyTotals, recording: kind }, views: [] }) }
}

describe('the recording', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('tells at once that it has stopped, how much was not stored, and that it goes on', () => {
    const { recording, becomes } = watched()
    const stopped: Kind = { kind: 'stopped', since: 1, missed: 3, why: 'The disk is full' }
    becomes(stopped)
    expect(recording.stopped).toEqual(stopped)
    becomes({ ...stopped, missed: 4 })
    expect(recording.stopped?.missed).toBe(4)
    becomes(on)
    expect(recording.stopped).toBeNull()
  })

  it('says nothing of a short pause', () => {
    const { recording, becomes } = watched()
    becomes(paused)
    vi.advanceTimersByTime(pauseShowsMs - 1)
    becomes(on)
    vi.advanceTimersByTime(10 * pauseStaysMs)
    expect(recording.paused).toBe(false)
  })

  it('tells of a pause that lasts, however often it is told of it', () => {
    const { recording, becomes } = watched(paused)
    vi.advanceTimersByTime(pauseShowsMs - 1)
    becomes(paused)
    expect(recording.paused).toBe(false)
    vi.advanceTimersByTime(1)
    expect(recording.paused).toBe(true)
  })

  it('makes one of pauses that come and go', () => {
    const { recording, becomes } = watched(paused)
    vi.advanceTimersByTime(pauseShowsMs)
    for (let i = 0; i < 5; i += 1) {
      becomes(on)
      vi.advanceTimersByTime(pauseStaysMs - 1)
      becomes(paused)
      vi.advanceTimersByTime(50)
      expect(recording.paused).toBe(true)
    }
    becomes(on)
    vi.advanceTimersByTime(pauseStaysMs)
    expect(recording.paused).toBe(false)
  })
})
