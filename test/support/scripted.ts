/** A connection in memory whose dials go as a test has written them down. */
import { Connection } from '../../main/connection/connection'
import { Gates } from '../../main/connection/gates'
import type { Socket } from '../../main/connection/wire'
import { Veil } from '../../main/connection/veil'
import { abortError } from '../../main/lib/abort'
import { Fault } from '../../main/lib/fault'
import { WriteTurn } from '../../main/connection/write-turn'
import { silentLogger } from '../../main/lib/logger'
import { bareSurroundings, type Surroundings } from '../../main/prepare/surroundings'
import type { Cause, ConnectionState, StateKind } from '../../shared/connection'
import type { Variable } from '../../shared/environment'
import type { LifecycleNote } from '../../shared/entry'
import { FakeClock } from './clock'
import { FakeSocket } from './fake-socket'
import { MemoryLog } from './memory-log'
import { newPlan, type PlanAbout } from './plan'

/** What a dial does next: a cause or a fault to fail with, a socket to open, or null to hang until aborted. */
export type Next = Cause | Fault | FakeSocket | null

interface ScriptedOptions {
  about?: PlanAbout
  random?: () => number
  surroundings?: Surroundings
}

/** Every dial prepares what it would ask for, so that secrets are in use, and asks for nothing. */
export function scripted(script: Next[], { about = {}, random = () => 0.5, surroundings = bareSurroundings }: ScriptedOptions = {}) {
  const clock = new FakeClock()
  const log = new MemoryLog(clock)
  const states: ConnectionState[] = []
  const dials: number[] = []
  const plan = newPlan('p', { name: 'Trader', url: 'ws://user:secret@127.0.0.1/?token=secret', ...about })
  const connection: Connection = new Connection({
    id: 'c1',
    name: 'Trader',
    plan,
    index: 1,
    surroundings,
    veil: new Veil(),
    gates: new Gates(clock, silentLogger),
    writes: new WriteTurn(),
    dial: async (preparation, trace, signal) => {
      dials.push(clock.elapsed())
      const next = script.shift() ?? null
      await preparation.dialPlan(signal)
      if (next === null) return new Promise<Socket>((_, reject) => signal.addEventListener('abort', () => reject(abortError(signal)), { once: true }))
      if (!(next instanceof FakeSocket)) throw next instanceof Fault ? next : new Fault(next)
      trace.opened(next.handshake.protocol, next.handshake.extensions)
      return next
    },
    log, clock, random,
    logger: silentLogger,
    onChange: () => {
      const { state } = connection.snapshot
      if (states.at(-1) !== state) states.push(state)
    },
  })
  const kinds = (): StateKind[] => states.map((state) => state.kind)
  const rows = () => log.rows()
  const notes = () => rows().filter(({ kind }) => kind === 'lifecycle').map(({ seq }) => JSON.parse(log.bytes(seq).toString()) as LifecycleNote)
  return { connection, plan, clock, log, states, kinds, dials, rows, notes }
}

/** Surroundings with these variables; a name that begins with `secret` is a secret. */
export function variables(values: Record<string, string>): Surroundings {
  const known = new Map(Object.entries(values).map(([name, value]): [string, Variable] => [name, { name, value, enabled: true, secret: name.startsWith('secret') }]))
  return { ...bareSurroundings, variables: () => known, secret: (ref) => values[ref] ?? null }
}
