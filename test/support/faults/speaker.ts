/** A server in a process of its own that says to each client what its URL asks for, and ends as it asks; one for all tests of a worker. */
import { lasting, moduleCommand } from './child-server'

export interface Speech {
  /** After the handshake's answer. */
  says?: Uint8Array
  /** Headers of that answer, beside those that it takes. */
  headers?: readonly string[]
  /** Only so many bytes of the answer and of what is said come. */
  bytes?: number
  /** What is said is said so often, with so many ms between; once unless said otherwise. */
  times?: number
  everyMs?: number
  /** It takes nothing after the request. */
  deaf?: boolean
  /** After that; `with the client` unless said otherwise, `never` means that it neither answers nor ends. */
  ends?: 'by FIN' | 'by RST' | 'with the client' | 'never'
}

const program = `
  import { createHash } from 'node:crypto'
  import { createServer } from 'node:net'
  const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
  const answer = (request, headers) => {
    const key = /^sec-websocket-key: (.*)$/im.exec(request)[1].trim()
    const accept = createHash('sha1').update(key + guid).digest('base64')
    return ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Accept: ' + accept, ...headers, '', ''].join('\\r\\n')
  }
  const speak = (socket, request) => {
    const { says, headers, bytes, times, everyMs, deaf, ends } = JSON.parse(Buffer.from(/^GET \\/(\\S*)/.exec(request)[1], 'base64url'))
    const all = Buffer.concat([Buffer.from(answer(request, headers)), Buffer.from(says, 'hex')])
    if (deaf) socket.pause()
    else socket.resume()
    for (let time = 1; time < times; time += 1) setTimeout(() => { if (!socket.destroyed) socket.write(Buffer.from(says, 'hex')) }, time * everyMs)
    if (ends === 'never') socket.allowHalfOpen = true
    socket.write(all.subarray(0, bytes ?? all.length), () => {
      if (ends === 'by FIN') socket.end()
      if (ends === 'by RST') socket.resetAndDestroy()
    })
  }
  const server = createServer((socket) => {
    let request = ''
    const read = (data) => {
      request += data.toString('latin1')
      if (!request.includes('\\r\\n\\r\\n')) return
      socket.off('data', read)
      speak(socket, request)
    }
    socket.on('error', () => socket.destroy()).on('data', read)
  })
  server.listen(0, '127.0.0.1', () => process.send(server.address().port))
  process.on('disconnect', () => process.exit())
`

/** To be awaited before anything is counted: it stays. */
export const speaker = lasting(moduleCommand(program))

/** The URL at which this is said. */
export async function saying({ says = new Uint8Array(), headers = [], bytes, times = 1, everyMs = 0, deaf = false, ends = 'with the client' }: Speech): Promise<string> {
  const asked = JSON.stringify({ says: Buffer.from(says).toString('hex'), headers, bytes, times, everyMs, deaf, ends })
  return `${await speaker()}${Buffer.from(asked).toString('base64url')}`
}
