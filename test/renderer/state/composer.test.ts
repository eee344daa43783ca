import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Composer } from '../../../renderer/state/composer.svelte'
import { Connections } from '../../../renderer/state/connections.svelte'
import { Environments } from '../../../renderer/state/environments.svelte'
import { Profiles } from '../../../renderer/state/profiles.svelte'
import { Scope } from '../../../renderer/state/scope.svelte'
import { Secrets } from '../../../renderer/state/secrets.svelte'
import { Selection } from '../../../renderer/state/selection.svelte'
import { AppError } from '../../../shared/errors'
import { newFolder } from '../../../shared/profile'
import { FakeBridge, startReply } from '../../support/bridge'
import { snapshot, states } from '../../support/snapshots'

function composing() {
  const bridge = new FakeBridge()
  const api = new Api(bridge)
  const connections = new Connections(api)
  const selection = new Selection(connections)
  const profiles = new Profiles(api)
  const environments = new Environments(api, new Secrets(api))
  profiles.start(startReply({ book: { folders: [newFolder('f', { variables: [{ name: 'room', value: '7', enabled: true, secret: false }] })], profiles: [] } }))
  connections.start(startReply({ connections: [snapshot('a', { state: states.open }), snapshot('b', { state: states.open }), snapshot('c'), snapshot('d', { state: states.waiting })] }))
  bridge.answer('connections.send', ({ ids }) => ({ sendId: 7, bytes: 2, results: ids.map((connectionId) => ({ connectionId, outcome: { kind: connectionId === 'b' ? 'queued' : 'sent' } })) }))
  return { bridge, selection, connections, composer: new Composer(api, { connections, selection, scope: new Scope(environments, profiles), holds: ({ id }) => id === 'd' }) }
}

const outcomes = (composer: Composer) => composer.sent?.lines.map(({ connectionId, outcome }) => [connectionId, outcome.kind])

describe('Composer', () => {
  it('sends to what is selected, keeps the text and says what became of it', async () => {
    const { bridge, selection, composer } = composing()
    selection.only(['a', 'b'])
    composer.text = 'hi'
    await composer.send()
    expect(bridge.sent('connections.send')).toEqual([{ ids: ['a', 'b'], message: { format: 'text', text: 'hi' } }])
    expect(composer.text).toBe('hi')
    expect(outcomes(composer)).toEqual([['a', 'sent'], ['b', 'queued']])
    expect(composer.sent?.lines[0]?.name).toBe('Socket a')
  })

  it('settles what was queued, and leaves other messages’ outcomes alone', async () => {
    const { bridge, selection, composer } = composing()
    selection.only(['a', 'b'])
    await composer.send()
    bridge.emit('sends.settled', { items: [{ sendId: 6, connectionId: 'a', outcome: { kind: 'dropped', reason: 'unknown' } }, { sendId: 7, connectionId: 'b', outcome: { kind: 'sent' } }] })
    expect(outcomes(composer)).toEqual([['a', 'sent'], ['b', 'sent']])
  })

  it('does not lose an outcome that arrives before the report', async () => {
    const { bridge, selection, composer } = composing()
    selection.only(['b'])
    bridge.answer('connections.send', ({ ids }) => {
      bridge.emit('sends.settled', { items: [{ sendId: 8, connectionId: 'b', outcome: { kind: 'dropped', reason: 'session-ended' } }] })
      return { sendId: 8, bytes: 0, results: ids.map((connectionId) => ({ connectionId, outcome: { kind: 'queued' } })) }
    })
    await composer.send()
    expect(outcomes(composer)).toEqual([['b', 'dropped']])
  })

  it('says why nothing can be sent', () => {
    const { selection, composer } = composing()
    expect(composer.blocked).toBe('Tick the sockets that should get it')
    selection.only(['c'])
    expect(composer.blocked).toBe('None of the selected sockets is open')
    selection.only(['a', 'c'])
    expect(composer.blocked).toBeNull()
    expect(composer.absent).toBe(1)
    composer.format = 'hex'
    composer.text = '4x'
    expect(composer.blocked).toContain('not a hex digit')
  })

  it('lets a message go to a socket that is on its way back and keeps it', () => {
    const { selection, composer } = composing()
    selection.only(['d'])
    expect(composer.blocked).toBeNull()
    expect(composer.waiting).toBe(1)
    expect(composer.absent).toBe(0)
  })

  it('sends nothing while it is blocked', async () => {
    const { bridge, composer } = composing()
    composer.text = 'hi'
    await composer.send()
    expect(bridge.calls).toEqual([])
  })

  it('checks what is typed and counts its bytes', () => {
    const { composer } = composing()
    composer.text = 'é€'
    expect(composer.checked).toEqual({ kind: 'ready', bytes: 5, binary: false })
    composer.format = 'base64'
    composer.text = 'AAEC'
    expect(composer.checked).toEqual({ kind: 'ready', bytes: 3, binary: true })
  })

  it('does not send what some of the sockets have no value for, and says to whom', () => {
    const { selection, connections, composer } = composing()
    connections.start(startReply({ connections: ['a', 'b', 'c'].map((id) => snapshot(id, { state: states.open, folderId: id === 'a' ? 'f' : null })) }))
    selection.only(['a', 'b', 'c'])
    composer.text = '{"room": {{room}}, "at": {{$timestamp}}}'
    composer.format = 'json'
    expect(composer.blocked).toBe('{{room}} is not known for 2 of 3 sockets: add it to the environment')
    selection.only(['a'])
    expect([composer.blocked, composer.checked]).toEqual([null, { kind: 'ready', bytes: null, binary: false }])
    composer.text = '{{<b>}} {{x}} {{y}}'
    expect(composer.blocked).toBe('{{x}} and 1 more are not known: add them to the environment')
    composer.text = '{{$Uuid}}'
    expect(composer.blocked).toBe('{{$Uuid}} does not exist: type {{$ to see those that do')
  })

  it('asks only the sockets that would take it whether they know a variable', () => {
    const { selection, connections, composer } = composing()
    connections.start(startReply({ connections: [snapshot('a', { state: states.open, folderId: 'f' }), snapshot('c'), snapshot('d', { state: states.waiting })] }))
    selection.only(['a', 'c'])
    composer.text = '{{room}}'
    expect([composer.blocked, composer.knows('room'), composer.knows('other')]).toEqual([null, true, false])
    expect(composer.completions[0]).toEqual({ name: 'room', from: 'folder' })
  })

  it('takes an escaped place as it will be sent', () => {
    const { selection, composer } = composing()
    selection.only(['a'])
    composer.text = '\\{{room}}'
    expect([composer.blocked, composer.checked]).toEqual([null, { kind: 'ready', bytes: 8, binary: false }])
  })

  it('passes a failure on and keeps the text', async () => {
    const { bridge, selection, composer } = composing()
    bridge.refuse('connections.send', new AppError('internal', 'broken'))
    selection.only(['a'])
    composer.text = 'precious'
    await expect(composer.send()).rejects.toMatchObject({ code: 'internal' })
    expect(composer.text).toBe('precious')
  })

  it('steps back through what was sent, once for the same message', async () => {
    const { selection, composer } = composing()
    selection.only(['a'])
    for (const text of ['one', 'one', 'two']) {
      composer.text = text
      await composer.send()
    }
    composer.recall(2)
    expect(composer.text).toBe('one')
    expect(composer.recall(3)).toBe(false)
  })
})
