/** What measuring every connection once a second costs, whether somebody looks or not. */
import type { Pool } from '../../../main/connection/pool'
import type { Clock } from '../../../main/lib/clock'
import { Metrics } from '../../../main/metrics/metrics'
import type { ConnectionCounters } from '../../../shared/connection'
import type { Figures } from '../load'
import type { Case, CaseContext, Comparison } from '../measure'

export const metrics: Case = {
  name: 'Measurements',
  about: 'Every second the counters of each connection go into rings of numbers. One step for 100 busy sockets, and what part of a core that is; and what one window asks for once a second while it shows charts.',
  comparisons: (context) => [comparison(context)],
}

const sockets = 100

function comparison({ quick }: CaseContext): Comparison {
  return {
    lines: [
      { what: `one step for ${sockets} busy sockets`, key: 'step', unit: 'µs', targets: [] },
      { what: 'of a core, a step each second', key: 'core', unit: '%', targets: [{ of: 'ours', most: 1 }] },
      { what: 'one question of the page, five minutes', key: 'read', unit: 'µs', targets: [] },
    ],
    run: { ours: () => Promise.resolve(measured(quick ? 1_000 : 20_000)) },
  }
}

/** Seconds pass as fast as they can be measured. */
class Hurry implements Clock {
  time = 1
  #next: () => void = () => undefined
  now = () => this.time
  elapsed = () => this.time
  sleep = () => Promise.resolve()
  after = (_ms: number, callback: () => void) => {
    this.#next = callback
    return () => undefined
  }

  second(): void {
    this.time += 1_000
    this.#next()
  }
}

function measured(steps: number): Figures {
  const clock = new Hurry()
  const counters = new Map<string, ConnectionCounters>()
  for (let i = 0; i < sockets; i += 1) {
    counters.set(`c${i}`, { messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 0, controlIn: 0, controlOut: 0, queuedMessages: 0, queuedBytes: 0, refused: 0, dropped: 0, retries: 0 })
  }
  const pool: Pick<Pool, 'meter' | 'onMoment' | 'snapshot'> = {
    meter: (look) => counters.forEach((each, id) => look(id, each)),
    onMoment: () => () => undefined,
    snapshot: () => ({}) as ReturnType<Pool['snapshot']>,
  }
  const taken = new Metrics({ pool, clock })
  const timed = (count: number, act: () => void) => {
    const begun = performance.now()
    for (let i = 0; i < count; i += 1) act()
    return ((performance.now() - begun) / count) * 1_000
  }
  const busy = () => {
    for (const each of counters.values()) {
      each.messagesIn += 97
      each.bytesIn += 9_700
      each.messagesOut += 3
      each.bytesOut += 300
      each.queuedMessages = each.messagesIn % 7
    }
  }
  const idle = timed(steps, busy)
  const step = timed(steps, () => {
    busy()
    clock.second()
  }) - idle
  const read = timed(1_000, () => taken.read('c5', clock.time - 300_000))
  taken.close()
  return { step, core: step / 10_000, read }
}
