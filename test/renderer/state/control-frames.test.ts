import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Connections } from '../../../renderer/state/connections.svelte'
import { ControlFrames } from '../../../renderer/state/control-frames.svelte'
import { Selection } from '../../../renderer/state/selection.svelte'
import { Targets } from '../../../renderer/state/targets.svelte'
import { FakeBridge, startReply } from '../../support/bridge'
import { snapshot, states } from '../../support/snapshots'

function controlling() {
  const bridge = new FakeBridge()
  const api = new Api(bridge)
  const connections = new Connections(api)
  const selection = new Selection(connections)
  connections.start(startReply({ connections: [snapshot('a', { state: states.open }), snapshot('b')] }))
  selection.only(['a', 'b'])
  bridge.answer('connections.ping', ({ ids }) => ({ results: ids.map((connectionId) => ({ connectionId, outcome: { kind: 'sent' } })) }))
  return { bridge, control: new ControlFrames(api, new Targets({ connections, selection, holds: () => false })) }
}

describe('a ping', () => {
  it('goes to the open ones with its payload', async () => {
    const { bridge, control } = controlling()
    control.pingFormat = 'hex'
    control.pingText = '00 ff'
    expect(control.ping).toEqual({ bytes: 2, problem: null })
    expect(await control.sendPing()).toEqual([{ connectionId: 'a', outcome: { kind: 'sent' } }])
    expect(bridge.sent('connections.ping')).toEqual([{ ids: ['a'], payload: { format: 'hex', text: '00 ff' } }])
  })

  it('carries 125 bytes and no more, counted as they go out', async () => {
    const { bridge, control } = controlling()
    control.pingText = 'é'.repeat(62) + 'x'
    expect(control.ping).toEqual({ bytes: 125, problem: null })
    control.pingText += 'x'
    expect(control.ping).toEqual({ bytes: 126, problem: 'A ping carries at most 125 bytes' })
    control.pingFormat = 'hex'
    expect(control.ping.problem).toContain('not a hex digit')
    await control.sendPing()
    expect(bridge.calls).toEqual([])
  })
})

describe('a close frame', () => {
  it.each(['1000', '1003', '1007', '1014', '3000', '4001', '4999', ' 4000 '])('may say %s', (code) => {
    const { control } = controlling()
    control.codeText = code
    expect(control.codeProblem).toBeNull()
  })

  it.each(['', '999', '1004', '1005', '1006', '1015', '2999', '5000', '1e3', 'abc', '10000'])('may not say “%s”', (code) => {
    const { control } = controlling()
    control.codeText = code
    expect(control.codeProblem).toBe('Enter 1000–1003, 1007–1014 or 3000–4999')
  })

  it('has a reason of 123 bytes at most', async () => {
    const { bridge, control } = controlling()
    control.codeText = '4001'
    control.reason = '€'.repeat(41)
    expect([control.reasonSize, control.reasonProblem]).toEqual([123, null])
    expect(await control.sendClose()).toBe(1)
    expect(bridge.sent('connections.closeWith')).toEqual([{ ids: ['a'], code: 4001, reason: '€'.repeat(41) }])
    control.reason += '!'
    expect(control.reasonProblem).toBe('A reason has at most 123 bytes')
    expect(await control.sendClose()).toBe(0)
    expect(bridge.calls).toHaveLength(1)
  })
})
