import { expect, it } from 'vitest'
import { readExchange } from '../../../main/exchange/read'

const collection = (item: unknown[], rest: object = {}) =>
  JSON.stringify({ info: { name: 'Chat', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' }, item, ...rest })

it('takes WebSocket requests with folders, variables, disabled rows and inherited auth', () => {
  const found = readExchange(
    collection(
      [
        { name: 'list', request: { method: 'GET', url: 'https://h/list' } },
        {
          name: 'Live',
          auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}', type: 'string' }] },
          item: [
            {
              name: 'room',
              request: {
                url: { raw: 'wss://{{host}}/rooms/:id?v=2', query: [{ key: 'v', value: '2' }, { key: 'debug', value: '1', disabled: true }], variable: [{ key: 'id', value: '' }] },
                header: [{ key: 'X-A', value: '1' }, { key: 'X-Off', value: '2', disabled: true }],
              },
            },
            { name: 'own', request: { auth: { type: 'basic', basic: { username: 'bob', password: 'S3CRET' } }, url: 'ws://h/own' } },
          ],
        },
      ],
      { variable: [{ key: 'host', value: 'h.example' }, { key: 'token', value: 'S3CRET' }], event: [{ listen: 'prerequest' }] },
    ),
  )
  expect(found).toEqual({
    format: 'postman',
    connections: [
      {
        name: 'Live / room',
        url: 'wss://{{host}}/rooms/{{id}}?v=2',
        options: {
          request: {
            query: [{ name: 'debug', value: '1', enabled: false, secret: false }],
            headers: [{ name: 'X-A', value: '1', enabled: true, secret: false }, { name: 'X-Off', value: '2', enabled: false, secret: false }],
          },
          auth: { kind: 'bearer', token: '{{token}}' },
        },
        left: [],
      },
      { name: 'Live / own', url: 'ws://h/own', options: { auth: { kind: 'basic', user: 'bob', password: 'S3CRET' } }, left: [] },
    ],
    variables: [
      { name: 'host', value: 'h.example', enabled: true, secret: false },
      { name: 'token', value: 'S3CRET', enabled: true, secret: true },
    ],
    left: ['Scripts: Sockdeck runs none', '1 HTTP requests: Sockdeck opens WebSockets only'],
  })
})

it.each([
  ['apikey', { apikey: [{ key: 'key', value: 'X-Key' }, { key: 'value', value: 'v' }, { key: 'in', value: 'query' }] }, { kind: 'api-key', name: 'X-Key', value: 'v', place: 'query' }],
  ['digest', { digest: { username: 'u', password: 'p' } }, { kind: 'digest', user: 'u', password: 'p' }],
  [
    'oauth2',
    { oauth2: [{ key: 'grant_type', value: 'client_credentials' }, { key: 'accessTokenUrl', value: 'https://t' }, { key: 'clientId', value: 'c' }, { key: 'clientSecret', value: 's' }, { key: 'client_authentication', value: 'body' }] },
    { kind: 'oauth2', grant: 'client-credentials', tokenUrl: 'https://t', clientId: 'c', clientSecret: 's', refreshToken: '', scope: '', audience: '', clientAuth: 'body' },
  ],
])('takes auth of the kind %s', (type, parts, auth) => {
  expect(readExchange(collection([{ name: 'a', request: { url: 'ws://h', auth: { type, ...parts } } }])).connections[0]?.options).toEqual({ auth })
})

it('says of a collection without WebSocket requests why it may have none', () => {
  expect(() => readExchange(collection([{ name: 'a', request: 'https://h' }]))).toThrow('no WebSocket connection')
})
