import { describe, expect, it } from 'vitest'
import { Api } from '../../renderer/api'
import { AppError } from '../../shared/errors'
import { FakeBridge, startReply } from '../support/bridge'

describe('the window’s api', () => {
  it('hands a command and its payload to main and gives back the value', async () => {
    const bridge = new FakeBridge().answer('app.start', () => startReply({ version: '9.9.9' }))
    expect((await new Api(bridge).call('app.start', {})).version).toBe('9.9.9')
    expect(bridge.calls).toEqual([{ command: 'app.start', payload: {} }])
  })

  it('throws an AppError with the code that main answered', async () => {
    const bridge = new FakeBridge().refuse('hub.stop', new AppError('hub-port', 'Port 80 is taken'))
    const failure = await new Api(bridge).call('hub.stop', {}).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(AppError)
    expect(failure).toMatchObject({ code: 'hub-port', message: 'Port 80 is taken' })
  })

  it('tells every listener of an event, and no other one', () => {
    const bridge = new FakeBridge()
    const api = new Api(bridge)
    const heard: string[] = []
    api.on('menu.chosen', ({ action }) => heard.push(`first ${action}`))
    api.on('menu.chosen', ({ action }) => heard.push(`second ${action}`))
    api.on('notices.changed', () => heard.push('wrong'))
    bridge.emit('menu.chosen', { action: 'import' })
    expect(heard).toEqual(['first import', 'second import'])
  })

  it('stops telling a listener that has left', () => {
    const bridge = new FakeBridge()
    const heard: string[] = []
    const stop = new Api(bridge).on('menu.chosen', ({ action }) => heard.push(action))
    stop()
    bridge.emit('menu.chosen', { action: 'import' })
    expect(heard).toEqual([])
  })
})
