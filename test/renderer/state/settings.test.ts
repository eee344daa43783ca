import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Settings } from '../../../renderer/state/settings.svelte'
import { AppError } from '../../../shared/errors'
import { FakeBridge, startReply } from '../../support/bridge'

describe('settings', () => {
  it('change at once and are sent to main', async () => {
    const bridge = new FakeBridge()
    const settings = new Settings(new Api(bridge))
    const saved = settings.setTheme('dark')
    expect(settings.theme).toBe('dark')
    await saved
    expect(bridge.sent('settings.save')).toEqual([{ theme: 'dark' }])
  })

  it('save one pane without losing the others', async () => {
    const bridge = new FakeBridge()
    const settings = new Settings(new Api(bridge))
    settings.start(startReply({ settings: { ...startReply().settings, panes: { deck: [40] } } }))
    await settings.setPaneSize('sidebar', 20)
    expect(bridge.sent('settings.save')).toEqual([{ panes: { deck: [40], sidebar: [20] } }])
    expect([settings.paneSize('deck'), settings.paneSize('inspector')]).toEqual([40, null])
  })

  it('of the log change in part, and go back to what they were when main refuses', async () => {
    const bridge = new FakeBridge()
    const settings = new Settings(new Api(bridge))
    settings.start(startReply())
    await settings.setLog({ time: 'start' })
    expect(bridge.sent('settings.save')).toEqual([{ log: { ...startReply().settings.log, time: 'start' } }])
    bridge.refuse('settings.save', new AppError('store-write', ''))
    await expect(settings.setLog({ time: 'previous' })).rejects.toMatchObject({ code: 'store-write' })
    expect(settings.log.time).toBe('start')
  })
})
