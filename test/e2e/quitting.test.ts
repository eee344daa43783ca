import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { newProfile } from '../../shared/profile'
import { expect, test } from './support/app'

test('SIGTERM, as the end of a session sends it, says goodbye to every peer without a question', async ({ start }) => {
  test.skip(process.platform === 'win32', 'Windows has no SIGTERM')
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  const codes: number[] = []
  server.on('connection', (webSocket) => webSocket.on('close', (code) => codes.push(code)))
  try {
    await once(server, 'listening')
    const app = await start()
    const { port } = server.address() as AddressInfo
    await app.ask('profiles.save', { profile: newProfile('fleet', { name: 'Fleet', url: `ws://127.0.0.1:${port}/` }) })
    await app.connect('Fleet')
    await app.expectState('Fleet', 'Open')
    const begun = performance.now()
    await app.gone(() => Promise.resolve(app.electron.process().kill('SIGTERM')))
    const tookMs = performance.now() - begun
    await expect.poll(() => codes).toEqual([1001])
    console.log(`quitting by SIGTERM took ${Math.round(tookMs)} ms`)
  } finally {
    server.close()
  }
})
