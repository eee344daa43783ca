/** Attackers of a hub, in a process of their own: what they do must not slow down whoever is measured here. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

export interface Attack {
  port: number
  /** TCP connections that never say a word. */
  idle: number
  /** TCP connections that send a byte of a request every 100 ms. */
  dripping: number
  /** WebSockets that are opened ten at a time when all those are gone, and stay. */
  clients: number
}

export interface AttackReport {
  /** How long the hub suffered each silent or dripping connection, ms. */
  livedMs: number[]
  /** Status of each handshake that was answered. */
  statuses: number[]
}

const program = `
  import { connect } from 'node:net'
  const { port, idle, dripping, clients } = JSON.parse(process.argv[1])
  const say = (line) => process.stdout.write(JSON.stringify(line) + '\\n')
  const open = () => new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(socket)).on('error', () => resolve(null))
  })
  const livedMs = []
  const suffered = async (drips) => {
    const socket = await open()
    if (socket === null) return
    const from = performance.now()
    const drip = drips ? setInterval(() => socket.write('G'), 100) : null
    const gone = new Promise((resolve) => socket.once('close', resolve))
    socket.resume()
    return gone.then(() => { clearInterval(drip); livedMs.push(performance.now() - from) })
  }
  const all = []
  const many = async (count, make) => {
    // No faster than a busy hub can accept: what overflows its backlog is in the client's system alone, where nobody ends it.
    for (let at = 0; at < count; at += 50) {
      const some = Array.from({ length: Math.min(50, count - at) }, make)
      all.push(...some)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  await many(idle, () => suffered(false))
  await many(dripping, () => suffered(true))
  await Promise.all(all)
  const head = 'GET /echo HTTP/1.1\\r\\nHost: 127.0.0.1:' + port + '\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\nSec-WebSocket-Version: 13\\r\\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\n\\r\\n'
  const statuses = []
  const shake = async () => {
    const socket = await open()
    if (socket === null) return
    socket.write(head)
    const answer = await new Promise((resolve) => socket.once('data', resolve).once('close', () => resolve('')))
    statuses.push(Number(/^HTTP\\/1\\.1 (\\d+)/.exec(String(answer))?.[1] ?? 0))
  }
  for (let at = 0; at < clients; at += 10) await Promise.all(Array.from({ length: Math.min(10, clients - at) }, shake))
  say({ livedMs, statuses })
  process.stdin.on('end', () => process.exit()).resume()
`

/** Resolves when the attack has done its worst; its WebSockets stay until `end`, or the test's end. */
export async function attack(task: Attack): Promise<AttackReport & { end: () => void }> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program, JSON.stringify(task)], { stdio: ['pipe', 'pipe', 'inherit'] })
  const end = () => { child.kill('SIGKILL') }
  onTestFinished(end)
  for await (const line of createInterface({ input: child.stdout })) return { ...(JSON.parse(line) as AttackReport), end }
  throw new Error('The attackers ended without a word')
}
