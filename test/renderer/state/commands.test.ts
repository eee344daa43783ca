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
