/** The engine by itself, pool and log and publisher, in a process of its own, so that its memory can be told; it does what its parent says. */
import { WebSocket } from 'ws'
import { Pool } from '../../../main/connection/pool'
import { systemClock as clock } from '../../../main/lib/clock'
import { loggerTo, toStderr } from '../../../main/lib/logger'
import { MessageLog } from '../../../main/log/log'
import type { ConnectionId, ConnectionSnapshot, SendOutcome } from '../../../shared/connection'
import type { Overrides } from '../../../shared/options'
import type { EncodedMessage } from '../../../shared/payload'
import { planOver, type PlanAbout } from '../plan'
import { seeded } from '../random'
import { answerCalls } from './calls'
import { contentOf, type Content } from './content'
import { joining } from './joining'
import { PeakMemory } from './memory'
import { nothingYet } from './oracle'
import { Pulse, type PulseTimes } from './pulse'
import { StalledPage, type CaughtUp } from './stalled-page'
import { turns } from '../turns'
import { until } from '../until'

process.on('disconnect', () => process.exit())

const [root = '', scan = '', job = ''] = process.argv.slice(2)
const logger = loggerTo(toStderr())
const log = new MessageLog({ root, clock, logger, bounds: () => ({ captures: 1_000, bytes: 1e12 }), workers: { scan: new URL(scan), job: new URL(job) } })
const pool = new Pool({ log: log.sink, clock, random: seeded(1), logger })
const memory = new PeakMemory()
const others = joining(pool)
const limitMs = 500_000
/** Of what is filled in. */
const bytesAtOnce = 512 * 1024
/** Nothing happens by itself, and everything has its time. */
const quiet: Overrides = {
  limits: { deadlineMs: 300_000, closeTimeoutMs: 5_000 },
  heartbeat: { enabled: false, intervalMs: 1_000, timeoutMs: 1_000, misses: 1 },
  reconnect: { enabled: false, baseMs: 10, capMs: 40 },
}
let begunCpu = process.cpuUsage()
let page: StalledPage | null = null
let pulse: Pulse | null = null
let prepared: EncodedMessage | null = null

const snapshot = (id: ConnectionId): ConnectionSnapshot => {
  const found = pool.snapshot(id)
  if (found === null) throw new Error(`${id} is not on the deck`)
  return found
}
const messagesIn = (ids: readonly ConnectionId[]) => ids.reduce((sum, id) => sum + snapshot(id).counters.messagesIn, 0)
const isOver = (id: ConnectionId) => 'cause' in snapshot(id).state
/** Resolves when each was so; who was is not looked at again: a look at a thousand takes milliseconds, for which others would wait. */
async function each(ids: readonly ConnectionId[], isSo: (id: ConnectionId) => boolean, what: string): Promise<void> {
  const left = [...ids]
  await until(() => {
    for (let id = left.at(-1); id !== undefined && isSo(id); id = left.at(-1)) left.pop()
    return left.length === 0
  }, what, limitMs)
}

/** What the parent may ask for; each resolves when it is done. */
const orders = {
  ...others.calls,

  async open({ url, sockets, about = {} }: { url: string; sockets: number; about?: PlanAbout }): Promise<ConnectionId[]> {
    const plan = planOver(quiet, 'p', { url, ...about })
    const ids = Array.from({ length: sockets }, () => pool.add(plan, 'engine'))
    for (const id of ids) pool.open(id)
    await each(ids, (id) => snapshot(id).state.kind === 'open' || isOver(id), 'all are open')
    return ids
  },

  /** Peak memory and processor time count from now on. */
  async watch(): Promise<void> {
    await memory.begin()
    // It collects garbage.
    others.anew()
    begunCpu = process.cpuUsage()
  },

  watched(): { growthBytes: number; cpuMs: number } {
    const { user, system } = process.cpuUsage(begunCpu)
    return { growthBytes: memory.growth(), cpuMs: (user + system) / 1000 }
  },

  async received({ ids, messages }: { ids: ConnectionId[]; messages: number }): Promise<void> {
    await until(() => messagesIn(ids) >= messages || ids.every(isOver), () => `${messages} messages have come (${messagesIn(ids)})`, limitMs)
  },

  /** Control frames, at each of them. */
  async controls({ ids, frames }: { ids: ConnectionId[]; frames: number }): Promise<void> {
    await each(ids, (id) => snapshot(id).counters.controlIn === frames, `${frames} control frames have come`)
  },

  async drained({ ids }: { ids: ConnectionId[] }): Promise<void> {
    await each(ids, (id) => snapshot(id).counters.queuedMessages === 0, 'all is sent')
  },

  async over({ ids }: { ids: ConnectionId[] }): Promise<void> {
    await each(ids, isOver, 'all are over')
  },

  snapshots({ ids }: { ids: ConnectionId[] }): ConnectionSnapshot[] {
    return ids.map(snapshot)
  },

  /** Asks again and again until one is refused, or so often; says how long the refusal took to be told. */
  async fill({ id, content, most }: { id: ConnectionId; content: Content; most: number }): Promise<{ queued: number; refusal: SendOutcome | null; tookMs: number }> {
    for (let queued = 0; queued < most; queued += 1) {
      // As a sender would that has other things to do, too.
      if (queued % Math.ceil(bytesAtOnce / content.bytes) === 0) await turns(1)
      // Memory of its own for each, as messages have it that people write.
      const message = contentOf(content)
      const begun = performance.now()
      const { outcome } = pool.send(id, message)
      if (outcome.kind === 'refused') return { queued, refusal: outcome, tookMs: performance.now() - begun }
    }
    return { queued: most, refusal: null, tookMs: 0 }
  },

  /** Makes the message that `send` sends: nobody's memory and time but the sender's. */
  prepare({ content }: { content: Content }): void {
    prepared = contentOf(content)
  },

  async send({ id }: { id: ConnectionId }): Promise<SendOutcome> {
    if (prepared === null) throw new Error('There is nothing to send')
    return pool.send(id, prepared).settled
  },

  /** A message to each of these, which an echo server has, and back, again and again, until `pulsed` asks for the times. */
  pulse({ ids }: { ids: ConnectionId[] }): void {
    pulse = new Pulse(pool, ids)
  },

  async pulsed(): Promise<PulseTimes> {
    if (pulse === null) throw new Error('Nothing beats')
    return pulse.end()
  },

  /** From now on a page with a filtered view hangs. */
  async hang({ text }: { text: string }): Promise<void> {
    page = new StalledPage({ pool, log, logger })
    await page.look(text)
  },

  async goOn(): Promise<CaughtUp> {
    if (page === null) throw new Error('No page hangs')
    return page.goOn()
  },

  /** Resolves when all that came is on disk; says where. */
  async capture(): Promise<{ folder: string; missed: number }> {
    await until(() => log.totals.onDisk === log.totals.head, () => `all is on disk: ${JSON.stringify(log.totals)}`, limitMs)
    return { folder: log.folderOf(log.totals.captureId), missed: log.totals.missed }
  },

  /** Closes all; rejects if something of it is left over. */
  async end(): Promise<void> {
    await Promise.all([pool.closeAll(), log.close()])
    await baseline.isBack()
  },

  /** How long bare `ws` takes for so many, which it only counts. */
  async bareReceive({ url, messages }: { url: string; messages: number }): Promise<{ ms: number }> {
    let count = 0
    let begun = 0
    const socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: 0 })
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject)
      socket.on('message', () => {
        if (count === 0) begun = performance.now()
        count += 1
        if (count === messages) resolve()
      })
    })
    socket.terminate()
    return { ms: performance.now() - begun }
  },

  /** What bare `ws` holds when it is given so much against a peer that does not read. */
  async bareFill({ url, content, most }: { url: string; content: Content; most: number }): Promise<{ bufferedBytes: number }> {
    const socket = new WebSocket(url, { perMessageDeflate: false })
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    for (let i = 0; i < most; i += 1) socket.send(contentOf(content).bytes)
    await clock.sleep(200)
    const { bufferedAmount: bufferedBytes } = socket
    socket.terminate()
    return { bufferedBytes }
  },
}

export type Orders = typeof orders

answerCalls(orders)
const baseline = await nothingYet()
process.send?.({ ready: true })
