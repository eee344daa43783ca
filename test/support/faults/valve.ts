/** A WebSocket server behind a valve, in a process of its own: what a client sends gets through only as far as a test lets it. */
import { once } from 'node:events'
import { launch, moduleCommand } from './child-server'

const program = `
  import { createServer } from 'node:http'
  import { createServer as createSecure } from 'node:https'
  import { connect, createServer as createValve } from 'node:net'
  import { WebSocketServer } from 'ws'
  const secret = JSON.parse(process.argv[1])
  const server = secret === null ? createServer() : createSecure(secret)
  new WebSocketServer({ server }).on('connection', (webSocket) => webSocket.on('error', () => webSocket.terminate()))
  let client = null
  let taken = 0
  let until = Infinity
  const tell = () => {
    if (taken < until) return
    client.pause()
    process.send(taken)
    until = Infinity
  }
  const valve = createValve((socket) => {
    client = socket
    const upstream = connect(server.address().port, '127.0.0.1')
    upstream.on('error', () => socket.destroy()).pipe(socket)
    socket.on('error', () => socket.destroy()).on('close', () => upstream.destroy())
    socket.on('data', (part) => {
      taken += part.byteLength
      upstream.write(part)
      tell()
    })
  })
  process.on('message', (bytes) => {
    client.resume()
    until = bytes === 'all' ? Infinity : taken + bytes
    tell()
  })
  process.on('disconnect', () => process.exit())
  server.listen(0, '127.0.0.1', () => valve.listen(0, '127.0.0.1', () => process.send(valve.address().port)))
`

export interface Valve {
  url: string
  /** From now on it lets so many bytes through, and then none; resolves with how many came in all. */
  take: (bytes: number) => Promise<number>
  /** It lets everything through. */
  open: () => void
}

/** For one client at a time, behind TLS with a certificate; ended with the test. */
export async function valve(secret: { key: Buffer; cert: Buffer } | null = null): Promise<Valve> {
  const { child, said } = await launch(moduleCommand(program, JSON.stringify(secret && { key: secret.key.toString(), cert: secret.cert.toString() })))
  const take = async (bytes: number) => {
    child.send(bytes)
    const [taken] = (await once(child, 'message')) as [number]
    return taken
  }
  return { url: `${secret === null ? 'ws://127.0.0.1' : 'wss://localhost'}:${String(said)}/`, take, open: () => { child.send('all') } }
}
