import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Notices, type ToastMessage } from '../../../renderer/state/notices.svelte'
import type { Notice } from '../../../shared/contract'
import { AppError } from '../../../shared/errors'
import { FakeBridge, startReply } from '../../support/bridge'

const restored: Notice = { id: 1, level: 'warning', title: 'Profiles restored', text: 'from the copy of 14:02' }
const later: Notice = { id: 2, level: 'info', title: 'Later', text: '' }

function notices(): { bridge: FakeBridge; toasts: ToastMessage[]; all: Notices } {
  const bridge = new FakeBridge()
  const toasts: ToastMessage[] = []
  const all = new Notices(new Api(bridge), (toast) => toasts.push(toast))
  all.start(startReply({ notices: [restored] }))
  return { bridge, toasts, all }
}

describe('notices', () => {
  it('stay as banners until they are dismissed', () => {
    const { all } = notices()
    expect(all.banners).toEqual([restored])
    all.dismiss(1)
    expect(all.banners).toEqual([])
  })

  it('do not come back when main publishes the list again', () => {
    const { bridge, all } = notices()
    all.dismiss(1)
    bridge.emit('notices.changed', [restored, later])
    expect(all.banners).toEqual([later])
  })

  it('say a failure in words with a way to try again', () => {
    const { toasts, all } = notices()
    let tries = 0
    all.fail(new AppError('hub-port', 'Port 7625 is in use'), () => {
      tries += 1
    })
    expect(toasts).toMatchObject([{ level: 'error', title: 'The hub could not start', text: 'Port 7625 is in use' }])
    toasts[0]?.action?.run()
    expect(tries).toBe(1)
  })

  it('keep quiet about what the person stopped', () => {
    const { toasts, all } = notices()
    all.fail(new DOMException('stopped', 'AbortError'))
    expect(toasts).toEqual([])
  })

  it('offer to undo what was done', () => {
    const { toasts, all } = notices()
    all.done('Deleted', () => undefined)
    all.done('Copied')
    expect(toasts.map((toast) => toast.action?.label ?? null)).toEqual(['Undo', null])
  })
})
