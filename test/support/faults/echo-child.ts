/** Echo servers in processes of their own, which can be stopped, live in another network, and tell how many they serve. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { launch } from './pool-process'

const program = `
  import { WebSocketServer } from 'ws'
  let accepted = 0
  const server = new WebSocketServer({ port: Number(process.argv[1]) }, () => process.send(server.address().port))
  server.on('connection', (webSocket) => {
    accepted += 1
    webSocket.on('error', () => webSocket.terminate())
    webSocket.on('message', (data, isBinary) => webSocket.send(data, { binary: isBinary }))
  })
  process.on('message', () => process.send({ accepted, clients: server.clients.size }))
  process.on('disconnect', () => process.exit())
`
/** In networks of their own, where nobody else wants it. */
export const echoPort = 8080

/** On all addresses of the network that `command` starts it in, at `echoPort`. */
export async function echoIn(command: readonly string[]): Promise<ChildProcess> {
  return (await launch([...command, process.execPath, '--input-type=module', '--eval', program, String(echoPort)])).child
}

/** On loopback, at any port. */
export async function echoAt(): Promise<{ url: string; child: ChildProcess }> {
  const { child, said } = await launch([process.execPath, '--input-type=module', '--eval', program, '0'])
  return { child, url: `ws://127.0.0.1:${String(said)}/` }
}

/** Connections that it has taken so far, and those that it holds. */
export async function clientsOf(server: ChildProcess): Promise<{ accepted: number; clients: number }> {
  server.send('how many')
  const [counts] = (await once(server, 'message')) as [{ accepted: number; clients: number }]
  return counts
}
