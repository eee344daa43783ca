/**
 * The load server: raw TCP that does the WebSocket handshake itself, so that it is never what limits the others.
 * Every client gets `count` messages of its URL's query, 64 KiB of frames at a time and as quickly as it takes them, once `sockets`
 * of them are there or the parent says "go". What clients send is counted, and pings are answered.
 */
import { createServer, type Socket } from 'node:net'
import { messageOf } from '../messages'
import { frame, pongOf, switching } from '../wire'
import { FrameCounter } from '../frame-counter'

const blockBytes = 64 * 1024
const frames = Array.from({ length: Math.floor(blockBytes / frame(messageOf(0)).length) }, (_, n) => frame(messageOf(n)))
const block = Buffer.concat(frames)
const frameBytes = block.length / frames.length

let received = 0
const waiting: (() => void)[] = []

function flood(socket: Socket, count: number): void {
  const next = () => {
    if (count === 0 || socket.destroyed) return
    const now = Math.min(count, frames.length)
    count -= now
    socket.write(now === frames.length ? block : block.subarray(0, now * frameBytes), next)
  }
  next()
}

function startAll(): void {
  for (const start of waiting.splice(0)) start()
}

function upgraded(socket: Socket, head: string): void {
  socket.write(switching(head))
  const query = new URL(head.split(' ')[1] ?? '/', 'ws://localhost').searchParams
  const count = Number(query.get('count') ?? 0)
  const counter = new FrameCounter()
  socket.on('data', (chunk) => {
    const { messages, pings, closed } = counter.take(chunk)
    received += messages
    for (const ping of pings) socket.write(pongOf(ping))
    if (closed) socket.end()
  })
  if (count === 0) return
  waiting.push(() => flood(socket, count))
  if (waiting.length === Number(query.get('sockets'))) startAll()
}

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => socket.destroy())
  let head = ''
  const onData = (part: Buffer) => {
    head += part.toString('latin1')
    if (!head.includes('\r\n\r\n')) return
    socket.off('data', onData)
    upgraded(socket, head)
  }
  socket.on('data', onData)
})

process.on('message', (message) => {
  if (message === 'go') startAll()
  else process.send?.({ received })
})
process.on('disconnect', () => process.exit(0))
// Thousands come at once: those that find no place in the queue would try again a second later.
server.listen({ port: 0, host: '127.0.0.1', backlog: 65_535 }, () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' ? address?.port : null })
})
