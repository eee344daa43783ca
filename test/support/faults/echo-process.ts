/** An echo server in a process of its own, one for all tests of a worker: what happens in this process does not slow it down. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Given a port and, unless on all addresses, a host; says its port when it is ready, and how many it serves when it is asked. */
export const echoProgram = `
  import { WebSocketServer } from 'ws'
  const [port, host] = process.argv.slice(1)
  let accepted = 0
  const server = new WebSocketServer({ port: Number(port), host }, () => process.send(server.address().port))
  server.on('connection', (webSocket) => {
    accepted += 1
    webSocket.on('error', () => webSocket.terminate())
    webSocket.on('message', (data, isBinary) => webSocket.send(data, { binary: isBinary }))
  })
  process.on('message', () => process.send({ accepted, clients: server.clients.size }))
  process.on('disconnect', () => process.exit())
`
/** On loopback, at any port. */
export const echoCommand = [process.execPath, '--input-type=module', '--eval', echoProgram, '0', '127.0.0.1'] as const

let started: Promise<string> | null = null

async function start(): Promise<string> {
  const [command, ...args] = echoCommand
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const [port] = (await once(child, 'message')) as [number]
  // Ends when this process does, since they are disconnected then, and keeps nobody waiting.
  child.unref()
  child.channel?.unref()
  return `ws://127.0.0.1:${port}/`
}

/** Its URL. */
export function echoProcess(): Promise<string> {
  return (started ??= start())
}
