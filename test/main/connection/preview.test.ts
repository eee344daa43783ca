import { describe, expect, it } from 'vitest'
import { previewRequest } from '../../../main/connection/preview'
import { Fault } from '../../../main/lib/fault'
import { dialled, end, newDialPlan } from '../../support/dial-plan'
import { resources } from '../../support/leaks'
import { rawServer, requestOf, switching } from '../../support/raw-server'

describe('the preview of a request', () => {
  it('is line by line what is sent, but for the random key', async () => {
    let sent = ''
    const server = await rawServer(async (socket) => {
      sent = await requestOf(socket)
      socket.write(switching(sent, 'Sec-WebSocket-Protocol: json'))
    })
    const about = { headers: [['X-B', '2'], ['x-a', '1'], ['X-B', '3'], ['Origin', 'https://o.example']] as const, protocols: ['json'], compression: { mode: 'offered' as const, serverWindowBits: 10 } }
    await end(await dialled(`${server.url}/p?q=1`, about))
    expect(previewRequest(newDialPlan(`${server.url}/p?q=1`, about))).toEqual(sent.trimEnd().replace(/(Sec-WebSocket-Key: ).*/, '$1<random>').split('\r\n'))
  })

  it('hides secrets, touches no network, and leaves nothing', async () => {
    const server = await rawServer(() => undefined)
    const before = resources()
    const lines = previewRequest(newDialPlan(`${server.url.replace('//', '//u:pw0rd@')}/?key=zzz&x=my%20s3cr3t`, { headers: [['Cookie', 'sid=1'], ['X-Api-Key', 'kkk'], ['X-Note', 'my s3cr3t!']], secrets: ['my s3cr3t'] }))
    expect(lines[0]).toBe('GET /?key=***&x=*** HTTP/1.1')
    expect(lines).toEqual(expect.arrayContaining(['Cookie: ***', 'X-Api-Key: ***', 'X-Note: ***!', 'Authorization: Basic ***', 'Sec-WebSocket-Key: <random>']))
    await new Promise((resolve) => setImmediate(resolve))
    expect(resources()).toEqual(before)
    expect(server.accepted).toBe(0)
  })

  it('of what can\'t be sent is the dial\'s own fault', () => {
    expect(() => previewRequest(newDialPlan('ws://a.example', { headers: [['X', 'a\nb']] }))).toThrow(Fault)
    expect(() => previewRequest(newDialPlan('http://a.example'))).toThrow(Fault)
  })
})
