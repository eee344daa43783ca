import type { Socket } from 'node:net'
import { deflateRawSync } from 'node:zlib'
import { expect } from 'vitest'
import { bound, count } from '../../support/counts'
import { bundled } from '../../support/disk'
import { besideIn, othersOf, type Elsewhere } from '../../support/faults/bystanders'
import { Caller } from '../../support/faults/calls'
import { launch } from '../../support/faults/child-server'
import { echoProcess } from '../../support/faults/echo-process'
import type { HeldCalls } from '../../support/faults/held-child'
import { nothingYet } from '../../support/faults/oracle'
import { row } from '../../support/faults/row'
import { seeded } from '../../support/random'
import { closeBody, frame, rawServer, upgrade } from '../../support/raw-server'
import { until } from '../../support/until'

const limit = 2_048
const timeoutMs = 150
/** More than the system holds between two sockets of which one is not read. */
const large = 8 * 1024 * 1024

/** Messages above the limit, each in another form. */
const forms: Readonly<Record<string, Buffer>> = {
  'its length': Buffer.from([0x82, 126, 0x08, 0x01]),
  'a frame': frame(0x82, Buffer.alloc(limit + 1)),
  'fragments': Buffer.concat([frame(0x02, Buffer.alloc(limit)), frame(0x80, Buffer.alloc(1))]),
  'a huge frame': Buffer.concat([Buffer.from([0x82, 127, 0, 0, 0, 0, 0, 0x40, 0, 0]), Buffer.alloc(0x40_0000)]),
  'a bomb': frame(0xc2, deflateRawSync(Buffer.alloc(1024 * 1024)).subarray(0, 1_500)),
}
const bombs = new Set(['a bomb'])

/** What the peer does next; `reads` tells whether it could hear our close frame. */
const manners: Readonly<Record<string, { reads: boolean; act: (socket: Socket) => void }>> = {
  'stays silent': { reads: true, act: () => undefined },
  'sends without end': { reads: true, act: (socket) => {
    const more = () => { if (!socket.destroyed) socket.write(Buffer.alloc(64 * 1024), () => setTimeout(more, 1)) }
    more()
  } },
  'ends when it is told': { reads: true, act: (socket) => { socket.once('data', () => socket.end()) } },
  'resets when it is told': { reads: true, act: (socket) => { socket.once('data', () => socket.resetAndDestroy()) } },
  'ends at once': { reads: true, act: (socket) => { socket.end() } },
  'reads nothing': { reads: false, act: (socket) => { socket.pause() } },
  'ends at once and reads nothing': { reads: false, act: (socket) => { socket.pause().end() } },
}

interface Case {
  form: string
  manner: string
  /** It has been sent more than it takes. */
  stalled: boolean
}

class Peer {
  heard = Buffer.alloc(0)
  readonly #about: Case

  constructor(about: Case) {
    this.#about = about
  }

  async serve(socket: Socket): Promise<void> {
    const { form, manner, stalled } = this.#about
    socket.allowHalfOpen = true
    await upgrade(socket, ...(bombs.has(form) ? ['Sec-WebSocket-Extensions: permessage-deflate'] : []))
    socket.on('data', (data: Buffer) => { this.heard = Buffer.concat([this.heard, data]) })
    if (stalled) await new Promise<void>((resolve) => socket.once('data', () => { socket.pause(); setTimeout(resolve, 30) }))
    socket.write(forms[form] as Buffer)
    manners[manner]?.act(socket)
  }

  /** The body of our close frame, the only one that was sent where nothing is stalled. */
  get told(): Buffer | null {
    const wire = this.heard
    return wire.length < 8 ? null : Buffer.from(wire.subarray(6, 8).map((byte, at) => byte ^ (wire[2 + at] ?? 0)))
  }
}

/** How late the end came, and whether the peer was told. */
async function acted(pool: Caller<HeldCalls>, about: Case): Promise<{ lateMs: number; told: boolean }> {
  const peer = new Peer(about)
  const server = await rawServer((socket) => peer.serve(socket))
  const mode = bombs.has(about.form) ? 'offered' : 'off'
  const { cause, endedMs, logged } = await pool.call('live', {
    url: server.url,
    first: about.stalled ? large : 0,
    about: { limits: { receiveBytes: limit, closeTimeoutMs: timeoutMs }, compression: { mode, thresholdBytes: 2 * large }, queue: { messages: 4, bytes: 2 * large } },
  })
  expect({ ...about, kind: cause.kind, by: cause.by, wasClean: cause.wasClean }).toEqual({ ...about, kind: 'message-too-big', by: 'client', wasClean: false })
  const told = logged.length > 0
  const reads = manners[about.manner]?.reads === true && !about.stalled
  if (reads && told) await until(() => peer.told !== null, () => `${JSON.stringify(about)}: the peer was told`)
  if (reads) expect({ ...about, told: peer.told }).toEqual({ ...about, told: told ? closeBody(1009) : null })
  expect({ ...about, logged: logged.filter((what) => what !== 'out close') }).toEqual({ ...about, logged: [] })
  await server.close()
  return { lateMs: endedMs - timeoutMs, told }
}

/** Each form with each manner that can go with it, then whatever chance draws. */
function cases(many: number): Case[] {
  const random = seeded(21)
  const all = Object.keys(forms).flatMap((form) => Object.keys(manners).flatMap((manner) => [false, true].map((stalled) => ({ form, manner, stalled }))))
  // Who takes nothing can't be waiting to be told.
  const possible = all.filter(({ manner, stalled }) => !stalled || !manner.endsWith('told'))
  return Array.from({ length: many }, (_, at) => possible[at] ?? (possible[Math.floor(random() * possible.length)] as Case))
}

/** In a process of its own, for the peers to be in another. */
async function heldPool(): Promise<{ pool: Caller<HeldCalls>; elsewhere: Elsewhere }> {
  const { child } = await launch([process.execPath, await bundled('test/support/faults/held-child.ts')])
  const pool = new Caller<HeldCalls>(child)
  return { pool, elsewhere: { join: (url, sockets) => pool.call('join', url, sockets), leave: () => pool.call('leave') } }
}

const atOnce = count(8, 2)

row({
  id: 'F21',
  fault: 'a message above the limit in every form, from peers that go on, end, reset or take nothing, with our writes stalled and our reading held up',
  target: '100 % “message too big”, over within the close timeout + 100 ms; our 1009 is in the log if and only if the peer could hear it',
}, async ({ measured }) => {
  await echoProcess()
  const { pool, elsewhere } = await heldPool()
  const baseline = await nothingYet()
  const left = cases(count(60, 300))
  const total = left.length
  const ends: Awaited<ReturnType<typeof acted>>[] = []
  const worker = async () => {
    for (let about = left.shift(); about !== undefined; about = left.shift()) ends.push(await acted(pool, about))
  }
  const leave = await besideIn(elsewhere, { sockets: count(9, 99) })
  await pool.call('hold')
  await Promise.all(Array.from({ length: atOnce }, worker))
  const seen = await leave()
  const latest = Math.max(...ends.map(({ lateMs }) => lateMs))
  expect(latest).toBeLessThan(bound(100))
  expect(await pool.call('end')).toEqual([])
  await baseline.isBack()
  measured(`${total} of ${total}; at most ${Math.max(0, latest).toFixed(0)} ms late; ${ends.filter(({ told }) => told).length} peers were told; ${othersOf(seen)}`)
})
