import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import type { Captures } from '../../../renderer/state/captures.svelte'
import { Jobs } from '../../../renderer/state/jobs.svelte'
import type { ToastMessage } from '../../../renderer/state/notices.svelte'
import type { Job } from '../../../shared/capture'
import { FakeBridge, startReply } from '../../support/bridge'
import { job } from '../../support/captures'
import { until } from '../../support/until'

function window(list: Job[] = []) {
  const bridge = new FakeBridge()
  const toasts: ToastMessage[] = []
  const done: string[] = []
  const captures = {
    show: (id: string) => Promise.resolve(void done.push(`show ${id}`)),
    import: () => Promise.resolve(void done.push('import')),
    exportAgain: (id: number) => (id === 1 ? () => void done.push('again') : null),
  } as unknown as Captures
  const jobs = new Jobs(new Api(bridge), captures, { show: (toast) => toasts.push(toast), fail: (error) => done.push(String(error)) })
  jobs.start(startReply({ jobs: list }))
  return { bridge, toasts, jobs, done }
}

describe('jobs', () => {
  it('tell how far all that run have come', () => {
    const { jobs, bridge } = window()
    expect(jobs.done).toBe(0)
    bridge.emit('jobs.changed', [job(1, { done: 0.5 }), job(2, { done: 0.1 }), job(3, { state: 'failed', done: 0.9 })])
    expect([jobs.running.length, jobs.done]).toEqual([2, 0.3])
  })

  it('say once that an export is done, with the way to its file', async () => {
    const { toasts, bridge } = window([job(1)])
    for (let i = 0; i < 2; i += 1) bridge.emit('jobs.changed', [job(1, { state: 'done', entries: 200_000 })])
    expect(toasts).toMatchObject([{ level: 'done', title: 'Exported 200,000 entries to x.har', action: { label: 'Show in folder' } }])
    toasts[0]?.action?.run()
    await until(() => bridge.sent('jobs.reveal').length === 1)
    expect(bridge.sent('jobs.reveal')).toEqual([{ id: 1 }])
  })

  it('say why one failed, and offer to try again what this window began', () => {
    const { toasts, bridge, done } = window([job(1), job(2)])
    bridge.emit('jobs.changed', [1, 2].map((id) => job(id, { state: 'failed', problem: 'The disk is full' })))
    expect(toasts[0]).toMatchObject({ level: 'error', title: 'Export failed: x.har', text: 'The disk is full', action: { label: 'Try again' } })
    toasts[0]?.action?.run()
    expect([done, toasts[1]?.action]).toEqual([['again'], null])
  })

  it('offer what an import made, or another file when it failed', () => {
    const { toasts, bridge, done } = window()
    bridge.emit('jobs.changed', [
      job(1, { kind: 'import', state: 'done', entries: 1, captureId: 'c' }),
      job(2, { kind: 'import', state: 'failed', problem: 'Line 3 is no JSON' }),
    ])
    expect(toasts.map(({ title }) => title)).toEqual(['Imported 1 entry from x.har', 'Import failed: x.har'])
    for (const { action } of toasts) action?.run()
    expect(done).toEqual(['show c', 'import'])
  })

  it('are silent about one that was cancelled, and take it off the list', async () => {
    const { toasts, bridge } = window([job(1)])
    bridge.emit('jobs.changed', [job(1, { state: 'cancelled' })])
    await until(() => bridge.sent('jobs.dismiss').length === 1)
    expect([toasts, bridge.sent('jobs.dismiss')]).toEqual([[], [{ id: 1 }]])
  })

  it('say nothing beside the open list of them', () => {
    const { toasts, bridge, jobs } = window([job(1)])
    jobs.open = true
    bridge.emit('jobs.changed', [job(1, { state: 'done' })])
    expect([toasts, jobs.open]).toEqual([[], true])
    bridge.emit('jobs.changed', [])
    expect(jobs.open).toBe(false)
  })

  it('say nothing again of what was over before the window came', () => {
    const over = job(1, { state: 'done' })
    const { toasts, bridge, jobs } = window([over])
    bridge.emit('jobs.changed', [over])
    expect([toasts, jobs.list.length]).toEqual([[], 1])
  })
})
