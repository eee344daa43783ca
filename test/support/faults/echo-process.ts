/** An echo server in a process of its own, one for all tests of a worker: what happens in this process does not slow it down. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'

const program = `
  import { WebSocketServer } from 'ws'
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () => process.stdout.write(String(server.address().port)))
  server.on('connection', (webSocket) => {
    webSocket.on('error', () => webSocket.terminate())
    webSocket.on('message', (data, isBinary) => webSocket.send(data, { binary: isBinary }))
  })
  process.stdin.on('end', () => process.exit()).resume()
`

let started: Promise<string> | null = null

async function start(): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [port] = (await once(child.stdout, 'data')) as [Buffer]
  // Ends when this process does, by the end of its input, and keeps nobody waiting.
  child.unref()
  for (const stream of [child.stdin, child.stdout]) (stream as unknown as { unref: () => void }).unref()
  return `ws://127.0.0.1:${port.toString()}/`
}

/** Its URL. */
export function echoProcess(): Promise<string> {
  return (started ??= start())
}
