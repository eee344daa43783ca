import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Composer } from '../../../renderer/state/composer.svelte'
import { Connections } from '../../../renderer/state/connections.svelte'
import { Environments } from '../../../renderer/state/environments.svelte'
import { Profiles } from '../../../renderer/state/profiles.svelte'
import { canResend, editAgain, resend, writtenAgain } from '../../../renderer/state/resend'
import { Scope } from '../../../renderer/state/scope.svelte'
import { Secrets } from '../../../renderer/state/secrets.svelte'
import { Selection } from '../../../renderer/state/selection.svelte'
import { limits } from '../../../shared/limits'
import { encodeMessage } from '../../../shared/payload'
import { fillTemplate } from '../../../shared/template'
import { FakeBridge, startReply } from '../../support/bridge'
import { logRow, snapshot, states } from '../../support/snapshots'

const bytesOf = (text: string) => new TextEncoder().encode(text)

function resending(payload: string) {
  const bridge = new FakeBridge()
  const api = new Api(bridge)
  const connections = new Connections(api)
  const selection = new Selection(connections)
  const scope = new Scope(new Environments(api, new Secrets(api)), new Profiles(api))
  connections.start(startReply({ connections: [snapshot('a', { state: states.open }), snapshot('b', { state: states.open })] }))
  bridge.answer('log.payload', ({ offset, length }) => ({ bytes: bytesOf(payload).slice(offset, offset + length) }) as never)
  bridge.answer('broadcasts.start', ({ order }) => ({ id: 1, at: 1, bytes: 2, order, state: 'done', lines: [] }))
  return { bridge, api, connections, selection, composer: new Composer(api, { connections, selection, scope, holds: () => false }) }
}

describe('a message of the log', () => {
  it('comes out as the same bytes, and nothing in it is a variable', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('{{room}}', '\\{{room}}', '[1,"{{$uuid}}"]')), (text) => {
      const bytes = bytesOf(text)
      const written = writtenAgain(bytes, 'text')
      const filled = written.format === 'hex' || written.format === 'base64' ? written.text : fillTemplate(written.text, () => ({ text: 'FILLED', secret: false })).text
      expect(encodeMessage({ ...written, text: filled }).bytes.join()).toBe(bytes.join())
    }))
  })

  it('is written as what it is', () => {
    expect(writtenAgain(bytesOf('{"a":1}'), 'text').format).toBe('json')
    expect(writtenAgain(bytesOf('{a}'), 'text').format).toBe('text')
    expect(writtenAgain(Uint8Array.of(1, 255), 'binary')).toEqual({ format: 'hex', text: '01 ff' })
    expect(writtenAgain(new Uint8Array(20_000), 'binary').format).toBe('base64')
  })

  it('goes again to the socket it went to, whatever is selected', async () => {
    const { bridge, selection, ...desk } = resending('hello')
    selection.only(['b'])
    await resend(desk, { row: logRow(1, { direction: 'out', size: 5 }), captureId: null })
    expect(bridge.sent('broadcasts.start')).toEqual([{ ids: ['a'], message: { format: 'text', text: 'hello' }, order: { kind: 'at-once' } }])
  })

  it('goes where the composer sends when it came in, or its socket is no longer open', async () => {
    const { bridge, selection, ...desk } = resending('hello')
    selection.only(['b'])
    await resend(desk, { row: logRow(1, { direction: 'in', size: 5 }), captureId: null })
    desk.connections.start(startReply({ connections: [snapshot('a'), snapshot('b', { state: states.open })] }))
    await resend(desk, { row: logRow(1, { direction: 'out', size: 5 }), captureId: null })
    expect(bridge.sent('broadcasts.start').map(({ ids }) => ids)).toEqual([['b'], ['b']])
  })

  it('comes into the composer to be edited', async () => {
    const { composer, api } = resending('[1]')
    await editAgain({ composer, api }, { row: logRow(1, { size: 3 }), captureId: null })
    expect(composer.message).toEqual({ format: 'json', text: '[1]' })
  })
})

it('takes messages alone, and none that is larger than a composed one may be', () => {
  expect(canResend(logRow(1))).toBe(true)
  expect(canResend(logRow(1, { kind: 'ping' }))).toBe(false)
  expect(canResend(logRow(1, { size: limits.composedBytes + 1 }))).toBe(false)
})
