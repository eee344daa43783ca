import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Hub } from '../../../renderer/state/hub.svelte'
import type { HubState } from '../../../shared/hub'
import { FakeBridge, startReply } from '../../support/bridge'

const running: HubState = { kind: 'running', port: 4000, problem: '', clients: [], evicted: 0 }

describe('the hub in the window', () => {
  it.each([
    ['7625', null],
    ['', 'Enter a port number'],
    ['abc', 'Enter a port number'],
    ['80.5', 'Enter a whole number'],
    ['0', 'Ports start at 1'],
    ['70000', 'Ports end at 65535'],
  ])('says of the port “%s”: %s', (text, said) => {
    expect(new Hub(new Api(new FakeBridge())).portProblem(text)).toBe(said)
  })

  it('makes URLs of the port that it runs on', () => {
    const hub = new Hub(new Api(new FakeBridge()))
    hub.start(startReply({ hub: running }))
    expect(hub.modes.map((mode) => hub.url(mode))[0]).toBe('ws://127.0.0.1:4000/echo')
  })

  it('shows what main answers and what main publishes', async () => {
    const bridge = new FakeBridge().answer('hub.start', ({ port }) => ({ ...running, port }))
    const hub = new Hub(new Api(bridge))
    await hub.listen(5000)
    expect(hub.current.port).toBe(5000)
    expect(hub.running).toBe(true)
    bridge.emit('hub.changed', { ...running, kind: 'stopping' })
    expect([hub.running, hub.busy]).toEqual([false, true])
  })
})
