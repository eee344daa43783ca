import { expect, it } from 'vitest'
import { Commands } from '../../../renderer/state/commands'

it('hands an action to everybody who listens, until they stop', () => {
  const commands = new Commands()
  const heard: string[] = []
  const stop = commands.on('find', () => heard.push('one'))
  commands.on('find', () => heard.push('two'))
  commands.run('find')
  stop()
  commands.run('find')
  expect(heard).toEqual(['one', 'two', 'two'])
})

it('does something else while no view listens, and knows whether anything would come of it', () => {
  const commands = new Commands()
  const heard: string[] = []
  commands.complete()
  expect(commands.knows('find')).toBe(false)
  commands.otherwise('find', () => heard.push('otherwise'))
  expect(commands.knows('find')).toBe(true)
  commands.run('find')
  const stop = commands.on('find', () => heard.push('view'))
  commands.run('find')
  stop()
  commands.tell('find')
  expect(heard).toEqual(['otherwise', 'view'])
})

it('is not confused by a listener that stops itself, or another, while it is told', () => {
  const commands = new Commands()
  const heard: string[] = []
  const stop = commands.on('find', () => {
    heard.push('once')
    stop()
  })
  commands.on('find', () => heard.push('always'))
  commands.run('find')
  commands.run('find')
  expect(heard).toEqual(['once', 'always', 'always'])
})

it('keeps what is asked before every view is there, once each, until they all are', () => {
  const commands = new Commands()
  const heard: string[] = []
  commands.run('find')
  commands.run('find')
  commands.run('show-captures')
  expect(commands.knows('find')).toBe(true)
  commands.on('show-captures', () => heard.push('captures'))
  commands.complete()
  expect(heard).toEqual(['captures'])
  expect(commands.knows('find')).toBe(false)
  commands.on('find', () => heard.push('late'))
  expect(heard).toEqual(['captures'])
})
