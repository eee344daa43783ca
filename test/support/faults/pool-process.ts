/** A pool in a process of its own, and what was heard of it: for faults that befall a whole process, its files or its network. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ConnectionId, ConnectionState, StateKind } from '../../../shared/connection'
import type { Overrides } from '../../../shared/options'
import { bundledInto } from '../disk'
import { until } from '../until'
import { Caller } from './calls'
import { launch } from './child-server'
import type { Undisturbed } from './others'
import type { PoolCalls, Seen } from './pool-child'

let built: Promise<string> | null = null

/** Once for all tests of a worker. */
function program(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'sockdeck-pool-'))
  process.once('exit', () => rmSync(outDir, { recursive: true, force: true }))
  return bundledInto(outDir, 'test/support/faults/pool-child.ts')
}

type State<K extends StateKind> = Seen & { state: Extract<ConnectionState, { kind: K }> }

export class PoolProcess {
  readonly child: ChildProcess
  readonly seen: Seen[] = []
  readonly #now = new Map<ConnectionId, ConnectionState>()
  readonly #caller: Caller<PoolCalls>

  constructor(child: ChildProcess) {
    this.child = child
    this.#caller = new Caller(child)
    child.on('message', ({ seen = [] }: { seen?: Seen[] }) => {
      for (const one of seen) {
        this.seen.push(one)
        this.#now.set(one.id, one.state)
      }
    })
  }

  call<N extends keyof PoolCalls>(name: N, ...args: Parameters<PoolCalls[N]>): Promise<Awaited<ReturnType<PoolCalls[N]>>> {
    return this.#caller.call(name, ...args)
  }

  /** As in bystanders.ts. */
  join(url: string, sockets: number): Promise<void> {
    return this.call('join', url, sockets)
  }

  leave(): Promise<Undisturbed> {
    return this.call('leave')
  }

  open(url: string, about: Overrides = {}, count = 1): Promise<ConnectionId[]> {
    return this.call('open', url, about, count)
  }

  /** Opens so many and waits until they are open. */
  async opened(url: string, about: Overrides = {}, count = 1): Promise<ConnectionId[]> {
    const ids = await this.open(url, about, count)
    await this.all(ids, 'open')
    return ids
  }

  state(id: ConnectionId): ConnectionState {
    return this.#now.get(id) ?? { kind: 'idle' }
  }

  kinds(ids: readonly ConnectionId[]): StateKind[] {
    return ids.map((id) => this.state(id).kind)
  }

  async all(ids: readonly ConnectionId[], kind: StateKind, limitMs = 10_000): Promise<void> {
    await until(() => ids.every((id) => this.state(id).kind === kind), () => `all were ${kind} (they are ${JSON.stringify(ids.map((id) => this.state(id)))})`, limitMs)
  }

  /** The first time after `since` (epoch ms) that it came into this state; waits for it. */
  came<K extends StateKind>(id: ConnectionId, kind: K, since: number, limitMs = 10_000): Promise<State<K>> {
    const fits = (seen: Seen): seen is State<K> => seen.id === id && seen.state.kind === kind && seen.at >= since
    return until(() => this.seen.find(fits), () => `${id} came into ${kind} (it is ${JSON.stringify(this.state(id))})`, limitMs)
  }

  /** Ends all connections and the process; rejects with what was left over in it. */
  async end(): Promise<void> {
    await this.call('end')
    this.child.disconnect()
    await once(this.child, 'exit')
  }
}

/** Starts `command` before it (`unshare -n`, say); ended with the test. */
export async function poolProcess(...command: string[]): Promise<PoolProcess> {
  return new PoolProcess((await launch([...command, process.execPath, await (built ??= program())])).child)
}
