import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Workbench } from '../../../renderer/state/workbench.svelte'
import { AppError } from '../../../shared/errors'
import { newProfile } from '../../../shared/profile'
import { FakeBridge, startReply } from '../../support/bridge'

describe('the workbench', () => {
  it('hands the first picture to every part', async () => {
    const book = { folders: [], profiles: [newProfile('p', { name: 'Orders' })] }
    const bridge = new FakeBridge()
      .answer('app.start', () => startReply({ book }))
      .answer('log.view', () => ({ viewId: 1, first: 0, end: 0, scanned: 1 }))
    const workbench = new Workbench(new Api(bridge), () => undefined)
    expect(workbench.phase).toBe('starting')
    await workbench.start()
    expect(workbench.phase).toBe('ready')
    expect(workbench.profiles.byId.get('p')?.name).toBe('Orders')
    expect(workbench.hub.running).toBe(true)
    workbench.rates.dispose()
  })

  it('says that it could not start, and can be started again', async () => {
    const toasts: string[] = []
    const bridge = new FakeBridge().refuse('app.start', new AppError('internal', 'no'))
    const workbench = new Workbench(new Api(bridge), ({ title }) => toasts.push(title))
    await workbench.start()
    expect([workbench.phase, toasts.length]).toEqual(['failed', 1])
    bridge.answer('app.start', () => startReply()).answer('log.view', () => ({ viewId: 1, first: 0, end: 0, scanned: 1 }))
    await workbench.start()
    expect(workbench.phase).toBe('ready')
    workbench.rates.dispose()
  })

  it('hands menu choices to the views that know them, until they leave', () => {
    const bridge = new FakeBridge()
    const workbench = new Workbench(new Api(bridge), () => undefined)
    const heard: string[] = []
    const stop = workbench.commands.on('import', () => heard.push('import'))
    bridge.emit('menu.chosen', { action: 'export' })
    bridge.emit('menu.chosen', { action: 'import' })
    stop()
    bridge.emit('menu.chosen', { action: 'import' })
    expect(heard).toEqual(['import'])
  })
})
