/** Proxies that tunnel: HTTP CONNECT and SOCKS5, with credentials if asked for, and what they were asked. */
import { connect, type Socket } from 'node:net'
import { rawServer, requestOf, type RawServer } from './raw-server'

export interface Proxy extends RawServer {
  /** `host:port` of each tunnel. */
  asked: string[]
  /** Heads of requests to an HTTP proxy. */
  heads: string[]
}

export interface ProxyAbout {
  user?: string
  password?: string
  /** Names that it reaches elsewhere. */
  hosts?: Record<string, string>
}

function join(client: Socket, host: string, port: number, opened: () => void): Socket {
  const upstream = connect(port, host, () => {
    opened()
    client.pipe(upstream)
    upstream.pipe(client)
  })
  client.on('close', () => upstream.destroy())
  upstream.on('close', () => client.destroy())
  return upstream
}

export async function connectProxy({ user, password = '', hosts = {} }: ProxyAbout = {}): Promise<Proxy> {
  const asked: string[] = []
  const heads: string[] = []
  const server = await rawServer(async (socket) => {
    const head = await requestOf(socket)
    heads.push(head)
    const [, host = '', port = ''] = /^CONNECT (?:\[?)([^\s\]]+?)\]?:(\d+) HTTP\/1\.1\r\n/.exec(head) ?? []
    asked.push(`${host}:${port}`)
    const given = /^proxy-authorization: Basic (\S+)/im.exec(head)?.[1] ?? ''
    if (user !== undefined && Buffer.from(given, 'base64').toString() !== `${user}:${password}`) {
      socket.end('HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n')
      return
    }
    const upstream = join(socket, hosts[host] ?? host, Number(port), () => socket.write('HTTP/1.1 200 Connection established\r\nX-Proxy: yes\r\n\r\n'))
    upstream.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n'))
  })
  return Object.assign(server, { asked, heads })
}

/** Hands out exactly as many bytes as asked for, one after the other. */
function taker(socket: Socket): (count: number) => Promise<Buffer> {
  let kept = Buffer.alloc(0)
  let wake = () => undefined as void
  socket.on('data', (data: Buffer) => {
    kept = Buffer.concat([kept, data])
    wake()
  })
  return async (count) => {
    while (kept.length < count) await new Promise<void>((resolve) => { wake = resolve })
    const taken = kept.subarray(0, count)
    kept = kept.subarray(count)
    return taken
  }
}

export async function socksProxy({ user, password = '', hosts = {} }: ProxyAbout = {}): Promise<Proxy> {
  const asked: string[] = []
  const server = await rawServer(async (socket) => {
    const take = taker(socket)
    const [, count = 0] = await take(2)
    const methods = [...(await take(count))]
    const wanted = user === undefined ? 0 : 2
    if (!methods.includes(wanted)) return void socket.end(Buffer.from([5, 0xff]))
    socket.write(Buffer.from([5, wanted]))
    if (user !== undefined) {
      const name = await take((await take(2))[1] ?? 0)
      const word = await take((await take(1))[0] ?? 0)
      const right = name.toString() === user && word.toString() === password
      if (!right) return void socket.end(Buffer.from([1, 1]))
      socket.write(Buffer.from([1, 0]))
    }
    const [, , , kind = 0] = await take(4)
    const bytes = await take(kind === 1 ? 4 : kind === 4 ? 16 : ((await take(1))[0] ?? 0))
    const host = kind === 3 ? bytes.toString() : kind === 1 ? [...bytes].join('.') : (bytes.toString('hex').match(/..../g) ?? []).join(':')
    const port = (await take(2)).readUInt16BE()
    asked.push(`${host}:${port}`)
    socket.removeAllListeners('data')
    const upstream = join(socket, hosts[host] ?? host, port, () => socket.write(Buffer.from([5, 0, 0, 3, 4, ...Buffer.from('here'), 0, 80])))
    upstream.on('error', () => socket.end(Buffer.from([5, 5, 0, 1, 0, 0, 0, 0, 0, 0])))
  })
  return Object.assign(server, { asked, heads: [] })
}
