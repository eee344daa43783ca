import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Api } from '../../../renderer/api'
import { Exchange } from '../../../renderer/state/exchange.svelte'
import type { ToastMessage } from '../../../renderer/state/notices.svelte'
import { Profiles } from '../../../renderer/state/profiles.svelte'
import { nothingImported } from '../../../shared/imported'
import { AppError } from '../../../shared/errors'
import type { ExchangeReport } from '../../../shared/exchange'
import { limits } from '../../../shared/limits'
import { FakeBridge } from '../../support/bridge'
import { until } from '../../support/until'

const found = (...names: string[]): ExchangeReport => ({
  format: 'curl',
  connections: names.map((name) => ({ name, url: `ws://host/${name}`, summary: [], left: [] })),
  variables: [],
  left: [],
})

function opened() {
  const bridge = new FakeBridge().answer('exchange.read', ({ text }) => found(...text.trim().split(' '))).answer('exchange.take', ({ places }) => ({ profileIds: places.map(String), skipped: 0, imported: { ...nothingImported, profileIds: places.map(String) } }))
  const api = new Api(bridge)
  const toasts: ToastMessage[] = []
  const written: string[] = []
  const exchange = new Exchange(api, { show: (toast) => toasts.push(toast), write: (text) => Promise.resolve(void written.push(text)) })
  exchange.show()
  return { bridge, exchange, toasts, written, profiles: new Profiles(api) }
}

const places = (exchange: Exchange) => [...exchange.places].sort()

describe('what is pasted', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is read when the typing pauses, once, and all that is found is ticked', async () => {
    const { bridge, exchange } = opened()
    for (const text of ['a', 'a ', 'a b']) {
      exchange.type(text)
      await vi.advanceTimersByTimeAsync(200)
    }
    expect([bridge.calls, exchange.reading]).toEqual([[], true])
    await vi.advanceTimersByTimeAsync(100)
    expect(bridge.sent('exchange.read')).toEqual([{ text: 'a b' }])
    expect([exchange.count, places(exchange), exchange.reading]).toEqual([2, [0, 1], false])
  })

  it('leaves what was found before on the screen until there is something newer', async () => {
    const { exchange } = opened()
    exchange.type('a b')
    await vi.advanceTimersByTimeAsync(300)
    exchange.type('a b c')
    expect([exchange.count, exchange.reading]).toEqual([2, true])
    await vi.advanceTimersByTimeAsync(300)
    expect([exchange.count, places(exchange), exchange.reading]).toEqual([3, [0, 1, 2], false])
    exchange.type('')
    expect(exchange.report).toBeNull()
  })

  it('is not read when it is empty', async () => {
    const { bridge, exchange } = opened()
    exchange.type('a')
    exchange.type('  ')
    await vi.advanceTimersByTimeAsync(1_000)
    expect([bridge.calls, exchange.reading]).toEqual([[], false])
  })

  it('that was changed meanwhile leaves nothing of the reply to what it was before', async () => {
    const { bridge, exchange } = opened()
    const replies: ((report: ExchangeReport) => void)[] = []
    bridge.answer('exchange.read', () => new Promise((resolve) => replies.push(resolve)))
    exchange.type('old')
    await vi.advanceTimersByTimeAsync(300)
    exchange.type('new')
    replies[0]?.(found('old'))
    await vi.advanceTimersByTimeAsync(300)
    expect(exchange.report).toBeNull()
    replies[1]?.(found('new'))
    await vi.advanceTimersByTimeAsync(0)
    expect(exchange.report).toEqual(found('new'))
  })
})

describe('a source of connections', () => {
  it('that can’t be read says why, until it is another one', async () => {
    const { bridge, exchange } = opened()
    bridge.refuse('exchange.read', new AppError('exchange-unknown', 'no'))
    exchange.hold({ file: null, text: 'x' })
    await until(() => exchange.problem !== null)
    expect([exchange.report, exchange.reading]).toEqual([null, false])
    exchange.hold(null)
    expect(exchange.problem).toBeNull()
  })

  it('beyond the bound is refused before it crosses to main', async () => {
    const { bridge, exchange } = opened()
    exchange.hold({ file: null, text: 'x'.repeat(limits.importBytes + 1) })
    await until(() => exchange.problem !== null)
    expect(exchange.problem).toMatchObject({ code: 'import-too-large' })
    expect(bridge.calls).toEqual([])
  })

  it('may be a file that the person chooses, or no file', async () => {
    const { bridge, exchange, profiles } = opened()
    bridge.answer('exchange.openFile', () => null)
    await exchange.openFile()
    expect(exchange.held).toBeNull()
    bridge.answer('exchange.openFile', () => ({ file: 'a.har', text: '{}', report: found('a', 'b') }))
    await exchange.openFile()
    expect([exchange.held?.file, exchange.count]).toEqual(['a.har', 2])
    exchange.tick(0, false)
    await exchange.takeInto(null, profiles)
    expect(bridge.sent('exchange.take')).toEqual([{ text: '{}', places: [1], folderId: null }])
  })

  it('is forgotten when the dialog closes: it may hold secrets', () => {
    const { exchange } = opened()
    exchange.type('curl -H "Authorization: hunter2"')
    exchange.hold({ file: 'x', text: 'hunter2' })
    exchange.close()
    expect([exchange.text, exchange.report, exchange.shown]).toEqual(['', null, false])
  })
})

describe('what is taken', () => {
  it('goes into a new folder, which goes away again when nothing came into it', async () => {
    const { bridge, exchange, profiles } = opened()
    exchange.hold({ file: null, text: 'a b' })
    await until(() => exchange.report !== null)
    const { imported } = await exchange.takeInto({ name: 'Postman' }, profiles)
    const [saved] = bridge.sent('folders.save')
    expect(saved?.folder.name).toBe('Postman')
    expect(bridge.sent('exchange.take')[0]).toMatchObject({ places: [0, 1], folderId: saved?.folder.id })
    await profiles.takingBack(imported)?.()
    expect(bridge.sent('imports.takeBack')).toEqual([{ imported: { ...nothingImported, profileIds: ['0', '1'], folderIds: [saved?.folder.id] } }])
    expect(profiles.takingBack(nothingImported)).toBeNull()

    bridge.refuse('exchange.take', new AppError('store-write', 'full'))
    await expect(exchange.takeInto({ name: 'Again' }, profiles)).rejects.toThrow('full')
    expect(bridge.sent('folders.remove')).toEqual([{ id: bridge.sent('folders.save')[1]?.folder.id }])
  })

  it('is all or nothing of the list by the box at the top', async () => {
    const { exchange } = opened()
    exchange.hold({ file: null, text: 'a b c' })
    await until(() => exchange.report !== null)
    exchange.tickAll(false)
    expect(places(exchange)).toEqual([])
    exchange.tick(2, true)
    exchange.tickAll(true)
    expect(places(exchange)).toEqual([0, 1, 2])
  })
})

describe('a line for another tool', () => {
  it('is put on the clipboard, and what that tool can’t do is said', async () => {
    const { bridge, exchange, toasts, written } = opened()
    bridge.answer('exchange.line', () => ({ line: 'wscat -c ws://host', left: ['Reconnect', 'Pins'] }))
    await exchange.copyLine('p', 'wscat')
    expect(bridge.sent('exchange.line')).toEqual([{ profileId: 'p', format: 'wscat' }])
    expect(written).toEqual(['wscat -c ws://host'])
    expect(toasts).toEqual([{ level: 'done', title: 'Copied as a wscat line', text: 'Left out: Reconnect; Pins', action: null }])
  })
})
