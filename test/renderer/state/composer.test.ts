import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Composer } from '../../../renderer/state/composer.svelte'
import { Connections } from '../../../renderer/state/connections.svelte'
import { Environments } from '../../../renderer/state/environments.svelte'
import { Profiles } from '../../../renderer/state/profiles.svelte'
import { Scope } from '../../../renderer/state/scope.svelte'
import { Secrets } from '../../../renderer/state/secrets.svelte'
import { Selection } from '../../../renderer/state/selection.svelte'
import type { BroadcastLine } from '../../../shared/broadcast'
import type { SendOutcome } from '../../../shared/connection'
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
  bridge.answer('broadcasts.start', ({ ids, order }) => ({ id: 7, at: 1, bytes: 2, order, state: 'running', lines: ids.map((id) => line(id, { kind: id === 'b' ? 'queued' : 'sent' })) }))
  return { bridge, selection, connections, composer: new Composer(api, { connections, selection, scope: new Scope(environments, profiles), holds: ({ id }) => id === 'd' }) }
}

const line = (connectionId: string, outcome: SendOutcome | null): BroadcastLine => ({ connectionId, name: `Socket ${connectionId}`, outcome, reply: null })
const outcomes = (composer: Composer) => composer.runs.latest?.lines.map(({ connectionId, outcome }) => [connectionId, outcome?.kind])

describe('Composer', () => {
  it('sends to what is selected, keeps the text and says what became of it', async () => {
    const { bridge, selection, composer } = composing()
    selection.only(['a', 'b'])
    composer.text = 'hi'
    await composer.send()
    expect(bridge.sent('broadcasts.start')).toEqual([{ ids: ['a', 'b'], message: { format: 'text', text: 'hi' }, order: { kind: 'at-once' } }])
    expect(composer.text).toBe('hi')
    expect(outcomes(composer)).toEqual([['a', 'sent'], ['b', 'queued']])
  })

  it('says why nothing can be sent', () => {
    const { selection, composer } = composing()
    expect(composer.blocked).toBe('Tick the sockets that should get it')
    selection.only(['c'])
    expect(composer.blocked).toBe('None of the selected sockets is open')
    selection.only(['a', 'c'])
    expect(composer.blocked).toBeNull()
    expect(composer.targets.absent).toBe(1)
    composer.format = 'hex'
    composer.text = '4x'
    expect(composer.blocked).toContain('not a hex digit')
  })

  it('lets a message go to a socket that is on its way back and keeps it', () => {
    const { selection, composer } = composing()
    selection.only(['d'])
    expect(composer.blocked).toBeNull()
    expect(composer.targets.waiting).toBe(1)
    expect(composer.targets.absent).toBe(0)
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
    bridge.refuse('broadcasts.start', new AppError('internal', 'broken'))
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

  it('has the draft of the last run', () => {
    const { composer } = composing()
    composer.start(startReply({ draft: { format: 'hex', text: '48 65' } }))
    expect([composer.format, composer.text]).toEqual(['hex', '48 65'])
  })

  it('sends another message to the same sockets and leaves the text alone', async () => {
    const { bridge, selection, composer } = composing()
    composer.text = 'being written'
    await expect(composer.sendMessage({ format: 'text', text: 'saved' })).rejects.toMatchObject({ code: 'not-found', message: 'Tick the sockets that should get it' })
    selection.only(['a', 'b'])
    composer.targets.chosen = { kind: 'nth', every: 2, from: 2 }
    composer.targets.order = { kind: 'spaced', ms: 5 }
    await composer.sendMessage({ format: 'text', text: 'saved' })
    expect(bridge.sent('broadcasts.start')).toEqual([{ ids: ['b'], message: { format: 'text', text: 'saved' }, order: { kind: 'spaced', ms: 5 } }])
    expect(composer.text).toBe('being written')
  })

  it('sends a file in place of the text, binary or as it reads', async () => {
    const { bridge, selection, composer } = composing()
    selection.only(['a'])
    composer.text = '{{nobody knows}}'
    await composer.attach(new File(['{{x}} é'], 'a.txt'))
    expect([composer.blocked, composer.checked]).toEqual([null, { kind: 'ready', bytes: 8, binary: true }])
    await composer.send()
    composer.sendFileAs('text')
    await composer.send()
    expect(bridge.sent('broadcasts.start').map(({ message }) => message)).toEqual([{ format: 'base64', text: 'e3t4fX0gw6k=' }, { format: 'text', text: '\\{{x}} é' }])
    expect(composer.text).toBe('{{nobody knows}}')
    expect(composer.recall(1)).toBe(false)
  })

  it('moves the white space of JSON alone, and says when it can’t', () => {
    const { composer } = composing()
    composer.text = '{"n":1.10,"x":{{room}}}'
    expect(composer.layOut('pretty')).toBe(true)
    expect(composer.text).toBe('{\n  "n": 1.10,\n  "x": {{room}}\n}')
    expect(composer.layOut('minified')).toBe(true)
    expect(composer.text).toBe('{"n":1.10,"x":{{room}}}')
    composer.text = '{'
    expect(composer.layOut('pretty')).toBe(false)
    expect(composer.text).toBe('{')
  })

  it('doubts what looks wrong around variables, and lets it go out all the same', () => {
    const { selection, connections, composer } = composing()
    connections.start(startReply({ connections: [snapshot('a', { state: states.open, folderId: 'f' })] }))
    selection.only(['a'])
    composer.format = 'json'
    composer.text = '{"room": {{room}}}'
    expect([composer.doubt, composer.blocked]).toEqual([null, null])
    composer.text = '{"room": {{room}},}'
    expect(composer.doubt).toContain('line 1, column 19')
    expect(composer.blocked).toBeNull()
  })

  it('tells what a variable stands for where the message goes, and no secret', () => {
    const { bridge, connections, composer } = composing()
    expect(composer.variables.get('room')).toBeUndefined()
    connections.start(startReply({ connections: [snapshot('a', { state: states.open, folderId: 'f' })] }))
    expect(composer.variables.get('room')).toEqual({ from: 'folder', values: ['7'], secret: false })
    const token = { name: 'token', value: 'ref-1', enabled: true, secret: true }
    bridge.emit('environments.changed', { global: [token], environments: [], chosenId: null })
    expect(composer.variables.get('token')).toEqual({ from: 'global', values: [''], secret: true })
    expect(composer.variables.get('$uuid')).toEqual({ from: 'dynamic', values: [], secret: false })
  })
})
