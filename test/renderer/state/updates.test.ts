import { beforeEach, describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import type { ToastMessage } from '../../../renderer/state/notices.svelte'
import { Updates } from '../../../renderer/state/updates.svelte'
import type { UpdateState } from '../../../shared/update'
import { FakeBridge, startReply } from '../../support/bridge'

const found = { version: '0.2.0', notes: '' }
const available: UpdateState = { kind: 'available', found }
let bridge: FakeBridge
let desk: ConstructorParameters<typeof Updates>[1]['desk']
let toasts: ToastMessage[]
let updates: Updates

beforeEach(() => {
  bridge = new FakeBridge()
  desk = { dialog: null }
  toasts = []
  updates = new Updates(new Api(bridge), { desk, show: (message) => toasts.push(message) })
  updates.start(startReply())
})

const tell = (...states: UpdateState[]) => states.forEach((state) => bridge.emit('update.changed', state))
const titles = () => toasts.map(({ level, title }) => `${level}: ${title}`)

describe('asking for a new version', () => {
  it('opens the dialog and looks where nothing is known yet', async () => {
    await updates.check()
    expect({ dialog: desk.dialog, looks: bridge.sent('update.look') }).toEqual({ dialog: 'update', looks: [{}] })
  })

  it.each([available, { kind: 'checking' }, { kind: 'downloading', found, bytes: 1, total: 2 }, { kind: 'ready', found }, { kind: 'unable', why: 'channel' }] satisfies UpdateState[])(
    'only shows what is known already: %j',
    async (state) => {
      tell(state)
      await updates.check()
      expect({ dialog: desk.dialog, looks: bridge.sent('update.look') }).toEqual({ dialog: 'update', looks: [] })
    },
  )

  it('downloads, cancels and installs by main', async () => {
    await updates.download()
    await updates.cancel()
    await updates.install()
    expect(bridge.calls.map(({ command }) => command)).toEqual(['update.download', 'update.cancel', 'update.install'])
  })
})

describe('news of a version', () => {
  it('come once as a toast that leads to the dialog', () => {
    tell(available, available)
    expect(titles()).toEqual(['done: Sockdeck 0.2.0 is available'])
    toasts[0]?.action?.run()
    expect(desk.dialog).toBe('update')
  })

  it('tell of a download that is ready or failed, and not of each part of it nor of its end by the person', () => {
    tell(available, { kind: 'downloading', found, bytes: 0, total: 0 }, { kind: 'downloading', found, bytes: 1, total: 2 }, available)
    tell({ kind: 'downloading', found, bytes: 0, total: 0 }, { kind: 'failed', during: 'download', problem: 'checksum', found })
    tell({ kind: 'downloading', found, bytes: 0, total: 0 }, { kind: 'ready', found })
    expect(titles()).toEqual(['done: Sockdeck 0.2.0 is available', 'error: Sockdeck 0.2.0 could not be downloaded', 'done: Sockdeck 0.2.0 is ready'])
  })

  it('keep quiet while the dialog shows them, and about looks that failed', () => {
    desk.dialog = 'update'
    tell({ kind: 'checking' }, available)
    desk.dialog = null
    tell({ kind: 'checking' }, { kind: 'failed', during: 'check', problem: 'slow', found: null })
    expect(toasts).toEqual([])
  })

  it('are there after a reload, without a toast', () => {
    updates.start(startReply({ update: available }))
    expect({ state: updates.state, toasts }).toEqual({ state: available, toasts: [] })
  })
})
