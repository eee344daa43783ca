import { expect, describe, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Desk } from '../../../renderer/state/desk.svelte'
import { Settings } from '../../../renderer/state/settings.svelte'
import { AppError } from '../../../shared/errors'
import { FakeBridge, startReply } from '../../support/bridge'

function atDesk(...hidden: string[]) {
  const bridge = new FakeBridge()
  const settings = new Settings(new Api(bridge))
  settings.start(startReply({ settings: { ...startReply().settings, hidden } }))
  return { bridge, desk: new Desk(settings) }
}

describe('the desk', () => {
  it('folds a pane away and back, and leaves the others as they are', async () => {
    const { bridge, desk } = atDesk('messages')
    await desk.toggle('composer')
    expect([desk.shows('composer'), desk.shows('messages'), desk.shows('sidebar')]).toEqual([false, false, true])
    await desk.toggle('composer')
    expect(desk.shows('composer')).toBe(true)
    expect(bridge.sent('settings.save')).toEqual([{ hidden: ['messages', 'composer'] }, { hidden: ['messages'] }])
  })

  it('shows a pane that is folded, and writes nothing for one that is there', async () => {
    const { bridge, desk } = atDesk('messages')
    await desk.show('messages')
    await desk.show('messages')
    expect(desk.shows('messages')).toBe(true)
    expect(bridge.sent('settings.save')).toEqual([{ hidden: [] }])
  })

  it('has the pane back when it could not be written', async () => {
    const { bridge, desk } = atDesk()
    bridge.refuse('settings.save', new AppError('store-write', 'no'))
    await expect(desk.toggle('deck')).rejects.toMatchObject({ code: 'store-write' })
    expect(desk.shows('deck')).toBe(true)
  })

  it('keeps messages folded in a narrow window until somebody wants them there, and writes nothing for that', async () => {
    const { bridge, desk } = atDesk()
    desk.narrow = true
    expect([desk.shows('messages'), desk.shows('composer')]).toEqual([false, true])
    await desk.show('messages')
    expect(desk.shows('messages')).toBe(true)
    await desk.toggle('messages')
    expect(desk.shows('messages')).toBe(false)
    expect(bridge.sent('settings.save')).toEqual([])
  })
})
