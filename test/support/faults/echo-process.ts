/** An echo server in a process of its own, one for all tests of a worker: what happens in this process does not slow it down. */
import { lasting, moduleCommand } from './child-server'

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
export const echoCommand = moduleCommand(echoProgram, '0', '127.0.0.1')

/** Its URL. To be awaited before anything is counted: it stays. */
export const echoProcess = lasting(echoCommand)
