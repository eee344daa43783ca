import { expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Environments } from '../../../renderer/state/environments.svelte'
import { Profiles } from '../../../renderer/state/profiles.svelte'
import { Scope } from '../../../renderer/state/scope.svelte'
import { Secrets } from '../../../renderer/state/secrets.svelte'
import { newFolder } from '../../../shared/profile'
import { FakeBridge, startReply } from '../../support/bridge'
import { snapshot } from '../../support/snapshots'

const variable = (name: string, about: { enabled?: boolean } = {}) => ({ name, value: '1', enabled: true, secret: false, ...about })

function opened() {
  const bridge = new FakeBridge()
  const api = new Api(bridge)
  const environments = new Environments(api, new Secrets(api))
  const profiles = new Profiles(api)
  const reply = startReply({
    book: { folders: [newFolder('f', { variables: [variable('room'), variable('off', { enabled: false })] })], profiles: [] },
    environments: { global: [variable('host')], environments: [{ id: 'e', name: 'Staging', variables: [variable('token'), variable('host')] }], chosenId: 'e' },
  })
  environments.start(reply)
  profiles.start(reply)
  return { bridge, environments, scope: new Scope(environments, profiles) }
}

it('knows global, folder and chosen variables, and those that make their own values', () => {
  const { scope } = opened()
  expect(['host', 'token', '$uuid', 'room'].map((name) => scope.knows(name, 'f'))).toEqual([true, true, true, true])
  expect(['room', 'off', '$nope', ''].map((name) => scope.knows(name, null))).toEqual([false, false, false, false])
  expect(scope.knows('off', 'f')).toBe(false)
})

it('forgets what an environment knows when another one is chosen', () => {
  const { bridge, environments, scope } = opened()
  bridge.emit('environments.changed', { ...environments.saved, chosenId: null })
  expect([scope.knows('token', 'f'), scope.knows('host', 'f')]).toEqual([false, true])
})

it('knows a folder’s variables as they are being edited', () => {
  const { scope } = opened()
  expect([scope.knowsWith('fresh', [variable('fresh')]), scope.knowsWith('room', [])]).toEqual([true, false])
})

it('takes a folder that is not there for none', () => {
  expect(opened().scope.knows('host', 'gone')).toBe(true)
})

it('lists each name once with where its value comes from, made ones last', () => {
  const names = opened().scope.names([null, 'f'])
  expect(names.slice(0, 4)).toEqual([
    { name: 'host', from: 'environment' },
    { name: 'room', from: 'folder' },
    { name: 'token', from: 'environment' },
    { name: '$uuid', from: 'dynamic' },
  ])
})

it('counts the sockets that don’t know a name', () => {
  const { scope } = opened()
  expect(scope.unknownTo([snapshot('a', { folderId: 'f' }), snapshot('b'), snapshot('c')], 'room')).toBe(2)
})
