import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Schedules } from '../../../renderer/state/schedules.svelte'
import { AppError } from '../../../shared/errors'
import type { Schedule, ScheduleState } from '../../../shared/schedule'
import { FakeBridge, startReply } from '../../support/bridge'

const schedule = (id: string): Schedule => ({
  id, name: `Ticks ${id}`, message: { format: 'text', text: 'tick' }, target: { kind: 'all' }, timing: { kind: 'every', ms: 100 }, times: null,
})
const about = (id: string, state: ScheduleState['state'] = 'running'): ScheduleState => ({
  schedule: schedule(id), state, runs: 0, sent: 0, refused: 0, nextAt: null, lastAt: null, driftMs: 0, problem: '',
})

function scheduling(...list: ScheduleState[]) {
  const bridge = new FakeBridge()
  const schedules = new Schedules(new Api(bridge))
  schedules.start(startReply({ schedules: list }))
  return { bridge, schedules, called: () => bridge.calls.map(({ command }) => command) }
}

describe('schedules', () => {
  it('are those that main tells of, and how many of them run', () => {
    const { bridge, schedules } = scheduling(about('a'), about('b', 'paused'))
    expect(schedules.running).toBe(1)
    bridge.emit('schedules.changed', [about('a', 'ended')])
    expect([schedules.list.map(({ schedule: { id } }) => id), schedules.running]).toEqual([['a'], 0])
  })

  it('start as they were written, and the draft is gone', async () => {
    const { bridge, schedules } = scheduling()
    schedules.begin({ message: { format: 'text', text: 'tick' }, target: { kind: 'all' }, name: 'Ticks' })
    expect(await schedules.startDraft()).toBe(true)
    expect(bridge.sent('schedules.start')).toMatchObject([{ schedule: { name: 'Ticks', timing: { kind: 'every', ms: 1_000 }, times: null } }])
    expect(schedules.draft).toBeNull()
  })

  it('keep a draft that is wrong, and one that main refused', async () => {
    const { bridge, schedules } = scheduling()
    expect(await schedules.startDraft()).toBe(false)
    schedules.edit(about('a'))
    const { draft } = schedules
    if (draft === null) throw new Error('a draft was begun')
    draft.ms = 'soon'
    expect([await schedules.startDraft(), schedules.draft, bridge.calls]).toEqual([false, draft, []])
    draft.ms = '250'
    bridge.refuse('schedules.start', new AppError('too-many', 'no'))
    await expect(schedules.startDraft()).rejects.toMatchObject({ code: 'too-many' })
    expect(schedules.draft).toBe(draft)
  })

  it('keep their id when they are changed, so that they start anew in place', async () => {
    const { bridge, schedules } = scheduling(about('a'))
    schedules.edit(about('a'))
    await schedules.startDraft()
    expect(bridge.sent('schedules.start')).toEqual([{ schedule: schedule('a') }])
  })

  it('pause all that run, and leave the others alone', async () => {
    const { bridge, schedules } = scheduling(about('a'), about('b', 'paused'), about('c', 'ended'), about('d'))
    await schedules.pauseAll()
    expect(bridge.sent('schedules.pause')).toEqual([{ id: 'a' }, { id: 'd' }])
  })

  it.each(['running', 'paused', 'ended'] as const)('come back as they were when their removal is undone: %s', async (state) => {
    const { bridge, schedules, called } = scheduling(about('a', state))
    const undo = await schedules.remove(about('a', state))
    await undo()
    expect(called()).toEqual(['schedules.remove', 'schedules.start'])
    expect(bridge.sent('schedules.start')).toEqual([{ schedule: schedule('a'), as: state }])
  })
})
