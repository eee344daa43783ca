/** Awake: notices that the machine has slept, or that its network is another one: connections don't outlive that, and nobody tells them. */
import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os'
import { limits } from '../../shared/limits'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'

type Address = Pick<NetworkInterfaceInfo, 'address' | 'internal'>

export interface AwakeOptions {
  /** The part of Electron's power monitor that is needed; it is silent where the system does not tell it of sleep. */
  power: { on(event: 'suspend' | 'resume', listener: () => void): unknown }
  clock: Clock
  logger: Logger
  /** A seam for tests. */
  interfaces?: () => NodeJS.Dict<Address[]>
  /** What was open may be dead now. */
  onWake: () => void
}

/** Looks each `limits.wakeLookMs`, until the returned function is called; what the system tells of counts at once. */
export function watchSleep({ power, clock, logger, interfaces = networkInterfaces, onWake }: AwakeOptions): () => void {
  let seen = looked(clock)
  let network: string | null = null
  let unread = false
  let stop: () => void = () => undefined
  const wake = (why: string) => {
    // So that the gap of this sleep is not found once more.
    seen = looked(clock)
    logger.info(`${why}: all sockets are asked whether they live`)
    onWake()
  }
  /** What the system does not say has not changed. */
  const readNetwork = () => {
    try {
      network = addressesOf(interfaces())
      unread = false
    } catch (error) {
      if (!unread) logger.warn('The addresses of this machine could not be read', error)
      unread = true
    }
  }
  const look = () => {
    // First, so that nothing below can end the watch.
    stop = clock.after(limits.wakeLookMs, look)
    const gapMs = sleptSince(seen, clock)
    seen = looked(clock)
    const before = network
    readNetwork()
    if (gapMs >= limits.sleepGapMs) wake(`The clock jumped ${Math.round(gapMs / 1000)} s`)
    else if (before !== null && network !== before) wake('The network changed')
  }
  readNetwork()
  stop = clock.after(limits.wakeLookMs, look)
  power.on('suspend', () => logger.info('The system goes to sleep'))
  power.on('resume', () => wake('The system woke up'))
  return () => stop()
}

interface Looked {
  now: number
  elapsed: number
}

function looked(clock: Clock): Looked {
  return { now: clock.now(), elapsed: clock.elapsed() }
}

/**
 * Time that passed beyond the pause between two looks. In a sleep the monotonic clock stands still on some systems, so that only the wall
 * clock shows it, and goes on on others, so that the timer comes late; a wall clock that was set passes for a sleep, at no great cost.
 */
function sleptSince(last: Looked, clock: Clock): number {
  return Math.max(clock.now() - last.now, clock.elapsed() - last.elapsed) - limits.wakeLookMs
}

/** The addresses that others can reach, as one text. Link-local ones come and go with containers. */
function addressesOf(interfaces: NodeJS.Dict<Address[]>): string {
  const all = Object.entries(interfaces).flatMap(([name, addresses = []]) =>
    addresses.filter(({ internal, address }) => !internal && !/^fe80:/i.test(address)).map(({ address }) => `${name} ${address}`))
  return all.sort().join('\n')
}
