/** The limit: bare `ws`, which only counts. */
import { WebSocket } from 'ws'
import { readArgument, report, type Load } from '../load'
import { settledBytes, watchGrowth } from '../memory'

async function openAll({ url, sockets }: Load, onMessage: () => void): Promise<WebSocket[]> {
  return Promise.all(
    Array.from({ length: sockets }, () => {
      const webSocket = new WebSocket(url, { perMessageDeflate: false })
      webSocket.on('message', onMessage)
      return new Promise<WebSocket>((resolve, reject) => webSocket.once('open', () => resolve(webSocket)).once('error', reject))
    }),
  )
}

async function receive(load: Load): Promise<void> {
  const grown = watchGrowth()
  let count = 0
  let begun = 0
  let done: () => void = () => undefined
  const all = new Promise<void>((resolve) => {
    done = resolve
  })
  await openAll(load, () => {
    if (count === 0) begun = performance.now()
    count += 1
    if (count === load.messages) done()
  })
  await all
  report({ rate: (count / (performance.now() - begun)) * 1000, growth: grown() })
}

async function broadcast(load: Load): Promise<void> {
  const sockets = await openAll(load, () => undefined)
  const begun = performance.now()
  for (let round = 0; round < load.rounds; round += 1) await Promise.all(sockets.map((socket) => sendBurst(socket, load)))
  report({ rate: ((load.sockets * load.burst * load.rounds) / (performance.now() - begun)) * 1000 })
}

function sendBurst(socket: WebSocket, { burst, text }: Load): Promise<void> {
  return new Promise((resolve, reject) => {
    for (let i = 1; i < burst; i += 1) socket.send(text)
    socket.send(text, (error) => (error ? reject(error) : resolve()))
  })
}

async function connect(load: Load): Promise<void> {
  const before = await settledBytes()
  const begun = performance.now()
  await openAll(load, () => undefined)
  const rate = (load.sockets / (performance.now() - begun)) * 1000
  report({ rate, perSocket: ((await settledBytes()) - before) / load.sockets })
}

const load = readArgument<Load>()
const ways = { receive, broadcast, connect }
await ways[load.kind](load)
