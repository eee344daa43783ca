import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import type { ToastMessage } from '../../../renderer/state/notices.svelte'
import { Report } from '../../../renderer/state/report.svelte'
import { AppError } from '../../../shared/errors'
import type { ReportReply } from '../../../shared/report'
import { FakeBridge } from '../../support/bridge'

const reply: ReportReply = { parts: [{ id: 'about', file: 'about.json', bytes: 2, text: '{}', leftOut: 0 }], bytes: 100 }

function opened() {
  const shown: ToastMessage[] = []
  const bridge = new FakeBridge().answer('report.make', () => reply).answer('report.save', () => ({ file: '/tmp/report.zip' }))
  return { bridge, shown, report: new Report(new Api(bridge), (message) => shown.push(message)) }
}

describe('the report', () => {
  it('is made when it is asked for, and anew the next time', async () => {
    const { bridge, report } = opened()
    await report.make()
    expect(report.made).toEqual(reply)
    const again = report.make()
    expect(report.made).toBeNull()
    await again
    expect(bridge.sent('report.make')).toHaveLength(2)
  })

  it('is made once for all that ask meanwhile, so that what is seen is what main has', async () => {
    const { bridge, report } = opened()
    await Promise.all([report.make(), report.make(), report.make()])
    expect(bridge.sent('report.make')).toHaveLength(1)
  })

  it('says why it could not be made, until it can', async () => {
    const { bridge, report } = opened()
    bridge.refuse('report.make', new AppError('file-unreadable', 'no'))
    await report.make()
    expect([report.made, report.problem]).toEqual([null, expect.objectContaining({ code: 'file-unreadable' })])
    bridge.answer('report.make', () => reply)
    await report.make()
    expect([report.made, report.problem]).toEqual([reply, null])
  })

  it('says where it was saved, and nothing when the person cancels', async () => {
    const { bridge, report, shown } = opened()
    expect(await report.save()).toBe(true)
    expect(shown).toEqual([{ level: 'done', title: 'Report saved', text: '/tmp/report.zip', action: null }])
    bridge.answer('report.save', () => ({ file: null }))
    expect(await report.save()).toBe(false)
    expect(shown).toHaveLength(1)
  })

  it('can be saved again after the disk took nothing', async () => {
    const { bridge, report } = opened()
    bridge.refuse('report.save', new AppError('file-unwritable', 'full'))
    await expect(report.save()).rejects.toMatchObject({ code: 'file-unwritable' })
    expect(report.saving).toBe(false)
  })
})
