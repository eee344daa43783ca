import { expect, it } from 'vitest'
import { readExchange } from '../../../main/exchange/read'

const second = `asyncapi: '2.6.0'
info: { title: Gemini, version: '1' }
servers:
  public:
    url: wss://{region}.example.com/v1/
    protocol: wss
    variables:
      region: { default: eu, enum: [eu, us] }
    security:
      - apiKey: []
  queue: { url: 'kafka:9092', protocol: kafka }
channels:
  /marketdata/{symbol}:
    parameters:
      symbol: { schema: { type: string, examples: [BTCUSD] } }
    bindings:
      ws:
        query:
          type: object
          required: [heartbeat]
          properties:
            heartbeat: { type: boolean, default: false }
            top: { type: boolean }
        headers:
          type: object
          properties:
            X-Trace: { $ref: '#/components/schemas/trace' }
    subscribe: { message: { payload: {} } }
components:
  schemas:
    trace: { type: string, example: no, default: abc }
  securitySchemes:
    apiKey: { type: httpApiKey, name: api_key, in: query }
`

it('takes servers and channels of version 2', () => {
  expect(readExchange(second)).toEqual({
    format: 'asyncapi',
    connections: [
      {
        name: 'Gemini / public / /marketdata/{symbol}',
        url: 'wss://{{region}}.example.com/v1/marketdata/{{symbol}}',
        options: {
          request: {
            query: [{ name: 'heartbeat', value: 'false', enabled: true, secret: false }, { name: 'top', value: '', enabled: false, secret: false }],
            headers: [{ name: 'X-Trace', value: 'abc', enabled: true, secret: false }],
          },
          auth: { kind: 'api-key', name: 'api_key', value: '', place: 'query' },
        },
        left: ['Passwords, tokens and keys: enter them in the form'],
      },
    ],
    variables: [{ name: 'region', value: 'eu', enabled: true, secret: false }, { name: 'symbol', value: 'BTCUSD', enabled: true, secret: false }],
    left: ['Server “queue”: it speaks kafka, not WebSocket', 'What 1 operations send and receive: messages are not taken over'],
  })
})

it('takes servers and channels of version 3, as JSON', () => {
  const found = readExchange(
    JSON.stringify({
      asyncapi: '3.0.0',
      info: { title: 'Chat', version: '1' },
      servers: {
        a: { host: 'a.example:{port}', pathname: '/ws', protocol: 'wss', variables: { port: { $ref: '#/components/serverVariables/port' } }, security: [{ $ref: '#/components/securitySchemes/flow' }] },
        b: { host: 'b.example', protocol: 'ws' },
      },
      channels: {
        room: { address: '/rooms/{id}', servers: [{ $ref: '#/servers/a' }], parameters: { id: { enum: ['lobby'] } } },
        root: { address: null, servers: [{ $ref: '#/servers/b' }] },
      },
      operations: { say: { action: 'send' } },
      components: {
        serverVariables: { port: { default: '443' } },
        securitySchemes: { flow: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: 'https://t', availableScopes: { read: '', write: '' } } } } },
      },
    }),
  )
  expect(found.connections.map(({ name, url }) => [name, url])).toEqual([
    ['Chat / a / room', 'wss://a.example:{{port}}/ws/rooms/{{id}}'],
    ['Chat / b / root', 'ws://b.example'],
  ])
  expect(found.connections[0]?.options.auth).toMatchObject({ kind: 'oauth2', grant: 'client-credentials', tokenUrl: 'https://t', scope: 'read write', clientSecret: '' })
  expect(found.variables.map(({ name, value }) => [name, value])).toEqual([['port', '443'], ['id', 'lobby']])
})

it('is not led in circles by references, or out of the document', () => {
  const document = { asyncapi: '3.0.0', servers: { a: { $ref: '#/servers/a' }, b: { $ref: 'file:///etc/passwd' }, c: { $ref: '#/__proto__/x' }, d: { host: 'h', protocol: 'ws' } }, channels: {} }
  expect(readExchange(JSON.stringify(document)).connections.map(({ url }) => url)).toEqual(['ws://h'])
})

it('bounds servers times channels', () => {
  const many = (count: number, make: (index: number) => unknown) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, make(index)]))
  const found = readExchange(JSON.stringify({ asyncapi: '2.0.0', servers: many(300, (index) => ({ url: `h${index}`, protocol: 'ws' })), channels: many(300, () => ({})) }))
  expect(found.connections).toHaveLength(10_000)
  expect(found.left.join()).toContain('at most 10000')
})
