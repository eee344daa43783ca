import { EventEmitter } from 'node:events'
import type { App } from 'electron'
import { expect, it } from 'vitest'
import { quitCleanly } from '../../../main/app/quit'
import { turns } from '../../support/turns'

it('holds quitting back, however often it is asked for, until everything is taken down, and then lets it through', async () => {
  const app = new EventEmitter()
  let quits = 0
  const held: boolean[] = []
  const wish = () => {
    let prevented = false
    app.emit('before-quit', { preventDefault: () => (prevented = true) })
    held.push(prevented)
  }
  let finish: (() => void) | undefined
  let stops = 0
  const stop = () => {
    stops += 1
    return new Promise<void>((resolve) => (finish = resolve))
  }
  const leaving = quitCleanly(Object.assign(app, { quit: () => { quits += 1; wish() } }) as unknown as App, stop)
  expect(leaving()).toBe(false)
  wish()
  wish()
  await turns(2)
  expect({ stops, quits, held, leaving: leaving() }).toEqual({ stops: 1, quits: 0, held: [true, true], leaving: true })
  finish?.()
  await turns(2)
  expect({ stops, quits, held }).toEqual({ stops: 1, quits: 1, held: [true, true, false] })
})

it('leaves the very end to what needs the app down, which is not held back any more', async () => {
  const app = new EventEmitter()
  const seen: string[] = []
  const quit = () => {
    let prevented = false
    app.emit('before-quit', { preventDefault: () => (prevented = true) })
    seen.push(prevented ? 'held' : 'gone')
  }
  const stop = () => {
    seen.push('stopped')
    return Promise.resolve()
  }
  quitCleanly(Object.assign(app, { quit }) as unknown as App, stop, () => {
    seen.push('installed')
    quit()
  })
  quit()
  await turns(2)
  expect(seen).toEqual(['stopped', 'held', 'installed', 'gone'])
})
