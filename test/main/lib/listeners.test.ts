import { describe, expect, it } from 'vitest'
import { Listeners } from '../../../main/lib/listeners'

function make() {
  const reported: unknown[] = []
  const heard: string[] = []
  return { reported, heard, listeners: new Listeners<[word: string]>((error) => reported.push(error)) }
}

describe('Listeners', () => {
  it('tells all in the order in which they came, until they stop', () => {
    const { listeners, heard } = make()
    const stop = listeners.add((word) => heard.push(`first ${word}`))
    listeners.add((word) => heard.push(`second ${word}`))
    listeners.tell('a')
    stop()
    stop()
    listeners.tell('b')
    expect(heard).toEqual(['first a', 'second a', 'second b'])
    expect(listeners.size).toBe(1)
    listeners.clear()
    listeners.tell('c')
    expect([heard.length, listeners.size]).toEqual([3, 0])
  })

  it('reports one that fails, and goes on with the others', () => {
    const { listeners, heard, reported } = make()
    const error = new Error('no screen')
    listeners.add(() => {
      throw error
    })
    listeners.add((word) => heard.push(word))
    expect(() => listeners.tell('a')).not.toThrow()
    expect([heard, reported]).toEqual([['a'], [error]])
  })

  it('does not tell who came while it was telling', () => {
    const { listeners, heard } = make()
    listeners.add((word) => {
      listeners.add(() => heard.push(`late ${word}`))
    })
    listeners.tell('a')
    expect(heard).toEqual([])
  })
})
