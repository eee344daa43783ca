import { once } from 'node:events'
import { expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { closeBody, onCloseFrame, sentCloseFrame } from '../../../main/connection/conclude'
import { wsServer } from '../../support/servers'

it('hears a close frame of ws as soon as it comes, and knows when it was answered', async () => {
  const { url } = await wsServer((webSocket) => webSocket.close(1001, 'bye'))
  const webSocket = new WebSocket(url)
  const heard: [number, string][] = []
  webSocket.once('open', () => {
    expect(sentCloseFrame(webSocket)).toBe(false)
    onCloseFrame(webSocket, (code, reason) => {
      heard.push([code, Buffer.from(reason).toString()])
      expect(webSocket.readyState).toBe(WebSocket.CLOSING)
    })
  })
  await once(webSocket, 'close')
  expect(heard).toEqual([[1001, 'bye']])
  expect(sentCloseFrame(webSocket)).toBe(true)
})

it('hears nothing of another kind of socket, and takes its word that it answers', () => {
  for (const other of [{}, { _receiver: null }, { _receiver: {} }]) {
    onCloseFrame(other, () => { throw new Error('There is nothing to hear') })
    expect(sentCloseFrame(other)).toBe(true)
  }
})

it('writes a close frame’s body as it is on the wire', () => {
  expect(Buffer.from(closeBody(1001, Buffer.from('bye'))).toString('latin1')).toBe('\x03\xe9bye')
  expect(closeBody(1005)).toHaveLength(0)
})
