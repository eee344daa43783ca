import { expect, it } from 'vitest'
import { readExchange } from '../../../main/exchange/read'

const list = {
  _type: 'export',
  __export_format: 4,
  resources: [
    { _id: 'ws-req_1', parentId: 'fld_1', name: 'basic', url: '{{ _.base }}/basic', headers: [{ name: 'X-A', value: "{{ _['a b'] }}" }, { name: '', value: '' }], parameters: [{ name: 'q', value: '1', disabled: true }], authentication: { type: 'basic', username: 'user', password: 'S3CRET' }, settingFollowRedirects: 'on', _type: 'websocket_request' },
    { _id: 'ws-req_2', parentId: 'wrk_1', name: 'tags', url: 'ws://h/{% uuid %}', headers: [], authentication: {}, _type: 'websocket_request' },
    { _id: 'fld_1', parentId: 'wrk_1', name: 'Live', _type: 'request_group' },
    { _id: 'ws-payload_1', parentId: 'ws-req_2', value: 'hi', _type: 'websocket_payload' },
    { _id: 'wrk_1', parentId: null, name: 'WebSockets', _type: 'workspace' },
    { _id: 'env_1', parentId: 'wrk_1', name: 'Base', data: { base: 'ws://h', api: { token: 'S3CRET' } }, _type: 'environment' },
    { _id: 'env_2', parentId: 'env_1', name: 'Staging', data: { base: 'ws://s' }, _type: 'environment' },
    { _id: 'req_1', parentId: 'wrk_1', name: 'http', url: 'http://h', _type: 'request' },
  ],
}

it('takes a version 4 export with folders, variables and auth', () => {
  const found = readExchange(JSON.stringify(list))
  expect(found.format).toBe('insomnia')
  expect(found.connections).toMatchObject([
    {
      name: 'Live / basic',
      url: '{{base}}/basic',
      options: {
        request: { headers: [{ name: 'X-A', value: '{{a_b}}' }], query: [{ name: 'q', value: '1', enabled: false }] },
        auth: { kind: 'basic', user: 'user', password: 'S3CRET' },
        redirects: { follow: true },
      },
    },
    { name: 'tags', url: 'ws://h/{% uuid %}' },
  ])
  expect(found.connections[1]?.left).toHaveLength(2)
  expect(found.variables).toEqual([{ name: 'base', value: 'ws://h', enabled: true, secret: false }, { name: 'api.token', value: 'S3CRET', enabled: true, secret: true }])
  expect(found.left).toEqual(['Environment “Staging”: make it among the environments; only the base one is taken over', '1 requests that are no WebSockets'])
})

it('takes the same export as YAML', () => {
  const yaml = `_type: export
__export_format: 4
resources:
  - _id: ws-req_1
    name: bearer
    url: ws://localhost:4010/bearer
    headers: []
    authentication:
      type: bearer
      token: insomnia-cool-token
      disabled: false
    _type: websocket_request
`
  expect(readExchange(yaml).connections).toEqual([{ name: 'bearer', url: 'ws://localhost:4010/bearer', options: { auth: { kind: 'bearer', token: 'insomnia-cool-token' } }, left: [] }])
})

it('takes a version 5 tree', () => {
  const found = readExchange(`type: collection.insomnia.rest/5.0
schema_version: "5.1"
name: Weather
collection:
  - name: Forecasts
    meta: { id: fld_1 }
    children:
      - name: Today
        url: "{{ _.host }}/today"
        method: GET
      - name: Live
        url: wss://weather.test/live
        meta: { id: ws-req_1 }
        headers:
          - name: X-Off
            value: "1"
            disabled: true
environments:
  name: Base Environment
  data: { host: https://weather.test }
  subEnvironments:
    - name: Staging
`)
  expect(found.connections).toEqual([{ name: 'Forecasts / Live', url: 'wss://weather.test/live', options: { request: { headers: [{ name: 'X-Off', value: '1', enabled: false, secret: false }] } }, left: [] }])
  expect(found.variables.map(({ name }) => name)).toEqual(['host'])
  expect(found.left).toHaveLength(2)
})
