import { EventEmitter } from 'node:events'
import type { BrowserWindow, MessageBoxOptions } from 'electron'
import { beforeEach, describe, expect, it } from 'vitest'
import { revive, revivalOn, type Revival } from '../../../main/app/revive'
import { silentLogger } from '../../../main/lib/logger'
import { limits } from '../../../shared/limits'
import { FakeClock, settled } from '../../support/clock'

let clock: FakeClock
let done: string[]
let asked: { options: MessageBoxOptions; parent: unknown }[]
let answer: (response: number) => Promise<void>
let sockets: number
let visible: boolean
let destroyed: boolean
let quits: boolean
let crashed: boolean
let url: string
let watch: () => void
let window: EventEmitter & { webContents: EventEmitter }

const die = (reason = 'crashed') => window.webContents.emit('render-process-gone', {}, { reason, exitCode: 1 })

beforeEach(() => {
  clock = new FakeClock()
  done = []
  asked = []
  sockets = 3
  visible = true
  destroyed = false
  quits = true
  crashed = false
  url = 'app://bundle/index.html'
  const webContents = Object.assign(new EventEmitter(), {
    isCrashed: () => crashed,
    getURL: () => url,
    reload: () => done.push('reload'),
    forcefullyCrashRenderer: () => {
      done.push('end')
      die('killed')
    },
  })
  window = Object.assign(new EventEmitter(), { webContents, isVisible: () => visible, isDestroyed: () => destroyed })
  const revival: Revival = {
    ask: (options, parent) => {
      asked.push({ options, parent })
      return new Promise((resolve) => {
        const reply = (response: number) => resolve({ response, checkboxChecked: false })
        options.signal?.addEventListener('abort', () => reply(options.cancelId ?? 0))
        answer = async (response) => {
          reply(response)
          await settled()
        }
      })
    },
    sockets: () => sockets,
    revived: () => done.push('revived'),
    quit: () => {
      done.push('quit')
      return Promise.resolve(quits)
    },
  }
  watch = () => revive(window as unknown as BrowserWindow, { clock, logger: silentLogger, load: () => done.push('load'), ...revival })
  watch()
})

describe('a page that died', () => {
  it('is loaded again at once, and the person is told', () => {
    die('oom')
    expect(done).toEqual(['revived', 'reload'])
  })

  it('before it was watched is loaded again as well, and counts among its deaths', () => {
    window.webContents.removeAllListeners()
    crashed = true
    watch()
    expect(done).toEqual(['revived', 'reload'])
    crashed = false
    for (let round = 1; round < limits.crashesInLoop; round += 1) die()
    expect([done.filter((what) => what === 'reload').length, asked.length]).toEqual([limits.crashesInLoop - 1, 1])
  })

  it('before it had come at all is loaded as at first: there is nothing to reload', () => {
    url = ''
    die('launch-failed')
    expect(done).toEqual(['revived', 'load'])
  })

  it('is left alone when its window went', () => {
    die('clean-exit')
    expect(done).toEqual([])
  })

  it('is loaded as often as it dies, as long as that is not three times within a minute', async () => {
    for (let round = 0; round < 6; round += 1) {
      die()
      await clock.advance(limits.crashLoopMs / 2)
    }
    expect(done.filter((what) => what === 'reload')).toHaveLength(6)
    expect(asked).toEqual([])
  })
})

describe('a page that keeps dying', () => {
  beforeEach(() => {
    for (let round = 0; round < limits.crashesInLoop; round += 1) die()
    done = []
  })

  it('is loaded again only when the person wants it, who is told what goes on', async () => {
    await clock.advance(600_000)
    expect(done).toEqual([])
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({ parent: window, options: { message: 'This window crashed several times in a row', detail: '3 sockets stay connected, and recording goes on.', buttons: ['Reload the window', 'Quit'] } })
    await answer(0)
    expect(done).toEqual(['reload'])
    // The count begins anew.
    die()
    expect(done).toEqual(['reload', 'revived', 'reload'])
  })

  it('asks again when the person did not quit after all', async () => {
    quits = false
    await answer(1)
    expect(asked).toHaveLength(2)
    quits = true
    await answer(1)
    expect([asked.length, done]).toEqual([2, ['quit', 'quit']])
  })

  it('is left alone when its window was closed meanwhile', async () => {
    destroyed = true
    await answer(0)
    expect(done).toEqual([])
  })
})

it('asks without a window where that one was never shown, and says nothing of sockets where there are none', () => {
  visible = false
  sockets = 0
  for (let round = 0; round < limits.crashesInLoop; round += 1) die()
  expect(asked[0]).toMatchObject({ parent: null, options: { detail: '' } })
})

describe('a page that hangs', () => {
  it('is waited for, then the person is asked, and again after a while', async () => {
    window.emit('unresponsive')
    window.emit('unresponsive')
    await clock.advance(limits.hangMs - 1)
    expect(asked).toEqual([])
    await clock.advance(1)
    expect(asked[0]).toMatchObject({ options: { message: 'This window does not respond', buttons: ['Wait', 'Reload the window'] } })
    await answer(0)
    await clock.advance(limits.hangAgainMs - 1)
    expect(asked).toHaveLength(1)
    await clock.advance(1)
    expect(asked).toHaveLength(2)
    expect(done).toEqual([])
  })

  it('is ended and loaded again when the person wants it, without a word of a crash', async () => {
    window.emit('unresponsive')
    await clock.advance(limits.hangMs)
    await answer(1)
    expect(done).toEqual(['end', 'reload'])
    expect(clock.pending).toBe(0)
  })

  it.each(['before the question', 'under the question'])('and answers again %s is left alone', async (moment) => {
    window.emit('unresponsive')
    if (moment === 'under the question') await clock.advance(limits.hangMs)
    window.emit('responsive')
    await clock.advance(60_000)
    expect(asked).toHaveLength(moment === 'under the question' ? 1 : 0)
    expect([done, clock.pending]).toEqual([[], 0])
    window.emit('unresponsive')
    await clock.advance(limits.hangMs)
    await answer(1)
    expect(done).toEqual(['end', 'reload'])
  })

  it('takes its question back when it dies of it, or its window is closed', async () => {
    for (const end of [() => die(), () => window.emit('closed')]) {
      window.emit('unresponsive')
      await clock.advance(limits.hangMs)
      end()
      expect(asked.at(-1)?.options.signal?.aborted).toBe(true)
      await settled()
      expect(clock.pending).toBe(0)
    }
    expect(done).toEqual(['revived', 'reload'])
  })
})

describe('what goes on without the window', () => {
  const ask: Revival['ask'] = () => Promise.resolve({ response: 0, checkboxChecked: false })

  it('are the sockets that live; a crash is told by a notice, and quitting asks as ever', async () => {
    const notices: string[] = []
    let wishes = 0
    const snapshots = (['open', 'waiting', 'closed'] as const).map((kind) => ({ state: { kind } }))
    const engine = { pool: { snapshots: () => snapshots }, notices: { add: ({ title }: { title: string }) => notices.push(title) } }
    const behind = { engine, farewell: { wish: () => Promise.resolve(void (wishes += 1)) }, leaving: () => wishes > 0 }
    const revival = revivalOn(behind as unknown as Parameters<typeof revivalOn>[0], ask)
    revival.revived()
    expect([revival.sockets(), notices]).toEqual([2, ['The window crashed and was opened again']])
    expect(await revival.quit(window as unknown as BrowserWindow)).toBe(true)
  })
})
