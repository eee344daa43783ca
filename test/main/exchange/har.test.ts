import { expect, it } from 'vitest'
import { readExchange } from '../../../main/exchange/read'

const har = (entries: unknown[]) => JSON.stringify({ log: { version: '1.2', creator: { name: 'WebInspector' }, entries } })
const pair = (name: string, value: string) => ({ name, value })

it('takes the handshakes of a browser’s recording, and counts the rest', () => {
  const found = readExchange(
    har([
      { request: { method: 'GET', url: 'https://example.com/', headers: [] }, response: { status: 200 } },
      {
        _resourceType: 'websocket',
        _webSocketMessages: [{ type: 'send', time: 1, opcode: 1, data: 'x' }],
        request: {
          url: 'wss://example.com/live?room=7',
          headers: [pair('Host', 'example.com'), pair('Origin', 'https://example.com'), pair('Upgrade', 'websocket'), pair('Cookie', 'sid=S3CRET'), pair('X-Trace', '1')],
          cookies: [pair('sid', 'S3CRET')],
          queryString: [pair('room', '7')],
        },
        response: { status: 101 },
      },
      { request: { url: 'http://localhost:3000/hmr', headers: [], cookies: [pair('a', 'b')] }, response: { status: 101 } },
      { request: { url: 'https://h2/x', headers: [pair(':authority', 'h2'), pair('upgrade', 'WebSocket')] }, response: { status: 0 } },
    ]),
  )
  expect(found).toEqual({
    format: 'har',
    connections: [
      {
        name: 'example.com/live',
        url: 'wss://example.com/live?room=7',
        options: {
          request: { origin: 'https://example.com', cookies: [{ name: 'sid', value: 'S3CRET', enabled: true, secret: true }], headers: [{ name: 'X-Trace', value: '1', enabled: true, secret: false }] },
        },
        left: [],
      },
      { name: 'localhost:3000/hmr', url: 'ws://localhost:3000/hmr', options: { request: { cookies: [{ name: 'a', value: 'b', enabled: true, secret: true }] } }, left: [] },
      { name: 'h2/x', url: 'wss://h2/x', options: {}, left: [] },
    ],
    variables: [],
    left: ['1 HTTP requests: Sockdeck opens WebSockets only', 'Recorded messages: import the file into the log to look at them'],
  })
})

it('takes at most as many as profiles can be kept, and says how many more there were', () => {
  const found = readExchange(har(Array.from({ length: 10_003 }, (_, index) => ({ request: { url: `ws://h/${index}` } }))))
  expect(found.connections).toHaveLength(10_000)
  expect(found.left.join()).toContain('3 more connections')
})

it('says of a recording without WebSockets that there is none', () => {
  expect(() => readExchange(har([{ request: { url: 'https://h' } }, null, 7]))).toThrow('no WebSocket connection')
})
