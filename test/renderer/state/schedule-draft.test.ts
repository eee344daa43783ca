import { describe, expect, it } from 'vitest'
import { ScheduleDraft, selectedTarget } from '../../../renderer/state/schedule-draft.svelte'
import type { Schedule } from '../../../shared/schedule'

const fresh = () => new ScheduleDraft({ message: { format: 'text', text: 'tick' }, target: { kind: 'all' }, name: 'Ticks' })

it('goes to the ticked sockets, or to all if none is', () => {
  expect(selectedTarget(['a', 'b'])).toEqual({ kind: 'connections', ids: ['a', 'b'] })
  expect(selectedTarget([])).toEqual({ kind: 'all' })
})

describe('a schedule that is written', () => {
  it('becomes one with the numbers that were typed', () => {
    const draft = fresh()
    draft.ms = ' 100 '
    draft.limited = true
    draft.times = '5'
    expect(draft.finished()).toMatchObject({ name: 'Ticks', timing: { kind: 'every', ms: 100 }, times: 5, target: { kind: 'all' } })
  })

  it.each([
    ['every', { ms: '0' }, 'ms'],
    ['every', { ms: '1.5' }, 'ms'],
    ['every', { ms: '' }, 'ms'],
    ['random', { minMs: '500', maxMs: '100' }, 'maxMs'],
    ['cron', { cron: '* * *' }, 'cron'],
    ['every', { name: '  ' }, 'name'],
    ['every', { limited: true, times: '0' }, 'times'],
  ] as const)('says where it is wrong: %s %o', (kind, typed, field) => {
    const draft = fresh()
    Object.assign(draft, { kind, ...typed })
    expect(draft.finished()).toBeNull()
    expect(Object.keys(draft.problems)).toEqual([field])
  })

  it('is the one that it was made from as long as nothing is changed', () => {
    const schedules: Schedule[] = [
      { id: 'a', name: 'Every', message: { format: 'json', text: '1' }, target: { kind: 'folder', folderId: null }, timing: { kind: 'every', ms: 250 }, times: null },
      { id: 'b', name: 'Random', message: { format: 'hex', text: '00' }, target: { kind: 'profile', profileId: 'p' }, timing: { kind: 'random', minMs: 1, maxMs: 2 }, times: 3 },
      { id: 'c', name: 'Cron', message: { format: 'text', text: 'x' }, target: { kind: 'connections', ids: ['1'] }, timing: { kind: 'cron', expression: '0 9 * * 1-5' }, times: null },
    ]
    expect(schedules.map((schedule) => new ScheduleDraft({ schedule }).finished())).toEqual(schedules)
  })
})
