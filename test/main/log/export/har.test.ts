import { expect, it } from 'vitest'
import { echo, exported, noteRow, row, startedAt, type Row } from './filled'

interface Entry {
  startedDateTime: string
  time: number
  comment: string
  serverIPAddress?: string
  timings: Record<string, number>
  response: { status: number }
  _webSocketMessages: { type: string; time: number; opcode: number; data: string; _base64?: string }[]
}

const at = (ms: number) => ({ at: startedAt + ms, elapsed: ms })
const entriesOf = (har: string) => (JSON.parse(har) as { log: { entries: Entry[] } }).log.entries
const dialled = (ms: number) => noteRow({ event: 'connecting', words: 'Connecting' }, at(ms))
const opened = (ms: number) => noteRow({ event: 'open', words: 'Open', address: '127.0.0.1:7625', status: 101, headers: [['Server', 'x']] }, at(ms))
const closed = (ms: number) => noteRow({ event: 'closed', words: 'Closed' }, at(ms))

it('writes an entry with all members that Chrome DevTools ask for', async () => {
  const rows = [dialled(0), opened(2.5), row('{"a":1}', { direction: 'out', ...at(3) }), row(Buffer.of(0, 255), { kind: 'binary', ...at(4.123) }), closed(10)]
  expect(JSON.parse(await exported(rows, { format: 'har' }, [{ ...echo, url: 'ws://127.0.0.1:7625/echo?room=a' }]))).toEqual({
    log: {
      version: '1.2',
      creator: { name: 'Sockdeck', version: '1' },
      pages: [],
      entries: [
        {
          _resourceType: 'websocket',
          comment: 'Echo',
          startedDateTime: '2026-11-21T21:16:33.000000Z',
          time: 4.123,
          request: {
            method: 'GET', url: 'ws://127.0.0.1:7625/echo?room=a', httpVersion: 'HTTP/1.1', cookies: [], headers: [],
            queryString: [{ name: 'room', value: 'a' }], headersSize: -1, bodySize: 0,
          },
          response: {
            status: 101, statusText: 'Switching Protocols', httpVersion: 'HTTP/1.1', cookies: [], headers: [{ name: 'Server', value: 'x' }],
            content: { size: 0, mimeType: 'x-unknown' }, redirectURL: '', headersSize: -1, bodySize: -1, _transferSize: 0, _error: null,
          },
          cache: {},
          timings: { blocked: -1, dns: -1, connect: -1, ssl: -1, send: 0, wait: 2.5, receive: 1.623 },
          serverIPAddress: '127.0.0.1',
          connection: 'c1',
          _webSocketMessages: [
            { type: 'send', time: 1795295793.003, opcode: 1, data: '{"a":1}' },
            { type: 'receive', time: 1795295793.004123, opcode: 2, data: 'AP8=' },
          ],
        },
      ],
    },
  })
})

it('writes control frames with their opcodes, and the bytes of text that is none', async () => {
  const rows = [row('beat', { kind: 'ping' }), row('beat', { kind: 'pong', direction: 'out' }), row(Buffer.of(3, 232), { kind: 'close' }), row(Buffer.of(0xc3, 0x28))]
  expect(entriesOf(await exported(rows, { format: 'har' }))[0]?._webSocketMessages).toMatchObject([
    { opcode: 9, data: 'YmVhdA==' }, { opcode: 10, data: 'YmVhdA==' }, { opcode: 8, data: 'A+g=' }, { opcode: 1, data: '\ufffd(', _base64: 'wyg=' },
  ])
})

it('makes an entry of each session, and of what came before the first that is known', async () => {
  const rows = [
    row('late', at(1)), closed(2), dialled(3), noteRow({ event: 'failed', words: 'Refused' }, at(4)), dialled(5), opened(6), row('one', at(7)), closed(8),
    dialled(9), opened(10), row('two', at(11)), row('mark', { slot: 0, kind: 'mark', direction: 'none' }),
  ]
  const shapes = entriesOf(await exported(rows, { format: 'har' })).map((entry) => [entry.startedDateTime.slice(20, 23), entry._webSocketMessages.map(({ data }) => data)])
  expect(shapes).toEqual([['001', ['late']], ['005', ['one']], ['009', ['two']]])
})

it('sorts the messages of many connections at once', async () => {
  const sources = Array.from({ length: 300 }, (_, index) => ({ ...echo, connectionId: `c${index}`, name: `Socket ${index}` }))
  const padding = 'x'.repeat(500)
  // More than the spool holds in memory, by turns and with a message that fills it alone.
  const rows: Row[] = Array.from({ length: 30_000 }, (_, index) => row(`${index} ${index === 20_000 ? padding.repeat(20_000) : padding}`, { slot: 1 + (index % 300), ...at(index) }))
  const entries = entriesOf(await exported(rows, { format: 'har' }, sources))
  expect(entries).toHaveLength(300)
  const wrong = entries.filter(({ comment, _webSocketMessages: messages }, index) => {
    const numbers = messages.map(({ data }) => Number.parseInt(data, 10))
    return comment !== `Socket ${index}` || numbers.length !== 100 || numbers.some((number, turn) => number !== turn * 300 + index)
  })
  expect(wrong).toEqual([])
})
