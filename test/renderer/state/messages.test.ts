import { beforeEach, describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Workbench } from '../../../renderer/state/workbench.svelte'
import type { SavedMessage } from '../../../shared/saved-message'
import type { SentItem } from '../../../shared/sent'
import { FakeBridge, startReply } from '../../support/bridge'
import { snapshot, states } from '../../support/snapshots'

const hello: SavedMessage = { id: 'm', name: 'Hello', format: 'json', text: '{"a":1}', folderId: null, profileId: null, shortcut: 'Mod+1' }
const item = (id: string, profileId: string): SentItem => ({ id, at: 1, message: { format: 'text', text: `sent ${id}` }, targets: [{ name: 'A', profileId }], count: 1 })

let bridge: FakeBridge
let bench: Workbench

beforeEach(async () => {
  bridge = new FakeBridge()
  bridge.answer('app.start', () =>
    startReply({
      connections: [snapshot('a', { profileId: 'p', state: states.open })],
      messages: { folders: [{ id: 'f', name: 'F', collapsed: false }], messages: [hello, { ...hello, id: 'q', name: 'Theirs', profileId: 'other', shortcut: null, folderId: 'f' }] },
    }),
  )
  bridge.answer('messages.save', ({ message }) => message)
  bench = new Workbench(new Api(bridge), () => undefined)
  await bench.start()
})

describe('saved messages', () => {
  it('go into the composer, and are known to differ once something else is typed', () => {
    const { messages, composer } = bench
    messages.take(hello)
    expect([composer.format, composer.text, messages.changed]).toEqual(['json', '{"a":1}', null])
    composer.text = '{"a":2}'
    expect(messages.changed?.id).toBe('m')
  })

  it('take over what the composer says, and back', async () => {
    const { messages, composer } = bench
    messages.take(hello)
    composer.text = '{"a":2}'
    const undo = await messages.update(hello)
    await undo()
    expect(bridge.sent('messages.save').map(({ message }) => message.text)).toEqual(['{"a":2}', '{"a":1}'])
  })

  it('leave out those of other profiles while sockets are ticked', () => {
    const { messages, selection } = bench
    expect(messages.hidden).toBe(0)
    selection.only(['a'])
    expect([messages.rows.map(({ id }) => id), messages.hidden]).toEqual([['f', 'm'], 1])
    messages.everyone = true
    expect(messages.rows.map(({ id }) => id)).toEqual(['f', 'q', 'm'])
  })

  it('are the same lines while only the counters of ticked sockets change', () => {
    const { messages, connections, selection } = bench
    selection.only(['a'])
    const { rows } = messages
    const [socket] = connections.list
    if (socket === undefined) throw new Error('a socket is on the deck')
    bridge.emit('connections.changed', { changed: [{ ...socket, counters: { ...socket.counters, messagesIn: 9 } }], removed: [] })
    expect(selection.list[0]?.counters.messagesIn).toBe(9)
    expect(messages.rows).toBe(rows)
  })

  it('are found by their shortcut', () => {
    expect([bench.messages.withShortcut('Mod+1')?.id, bench.messages.withShortcut('Mod+2')]).toEqual(['m', null])
  })

  it('are saved from the composer under the first words of the text', async () => {
    const { messages, composer } = bench
    composer.take({ format: 'text', text: `  subscribe\n${'x'.repeat(100)}` })
    messages.beginSave()
    expect(messages.draft?.name).toMatch(/^subscribe x+…$/)
    await messages.saveDraft()
    expect(messages.draft).toBeNull()
    expect(bridge.sent('messages.save')[0]?.message).toMatchObject({ format: 'text', folderId: null, profileId: null })
  })

  it('come back with their folder when its removal is undone', async () => {
    const { messages } = bench
    const [folder] = messages.book.folders
    if (folder === undefined) throw new Error('the book has a folder')
    const undo = await messages.removeFolder(folder)
    await undo()
    expect(bridge.sent('messageFolders.save')).toEqual([{ folder }])
    expect(bridge.sent('messages.move')).toEqual([{ ids: ['q'], folderId: 'f', beforeId: null }])
  })
})

describe('the history', () => {
  it('is asked for only while somebody looks', async () => {
    bridge.answer('history.list', () => [item('1', 'p')])
    bridge.emit('history.changed', { count: 1 })
    expect(bridge.sent('history.list')).toEqual([])
    const stop = bench.history.look()
    await expect.poll(() => bench.history.items.length).toBe(1)
    bridge.emit('history.changed', { count: 2 })
    stop()
    bridge.emit('history.changed', { count: 3 })
    expect(bridge.sent('history.list')).toHaveLength(2)
  })

  it('shows what went to the profiles of the ticked sockets, if asked to', async () => {
    bridge.answer('history.list', () => [item('1', 'p'), item('2', 'other')])
    bench.history.look()
    await expect.poll(() => bench.history.shown.length).toBe(2)
    bench.selection.only(['a'])
    bench.history.narrowed = true
    expect(bench.history.shown.map(({ id }) => id)).toEqual(['1'])
    bench.history.narrowed = false
    bench.history.query = 'SENT 2'
    expect(bench.history.shown.map(({ id }) => id)).toEqual(['2'])
  })
})
