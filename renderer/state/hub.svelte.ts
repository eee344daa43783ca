import type { Api } from '../api'
import type { StartReply } from '../../shared/contract'
import type { HubState } from '../../shared/hub'
import { hubPort } from '../../shared/limits'
import { portSchema } from '../../shared/settings'
import { safeParse } from 'valibot'

export interface HubMode {
  name: string
  path: string
  words: string
}

const modes: readonly HubMode[] = [
  { name: 'Echo', path: '/echo', words: 'Sends every message back' },
  { name: 'Room', path: '/room/lobby', words: 'Passes messages on to the others in the room' },
  { name: 'Clock', path: '/clock?ms=1000', words: 'A JSON tick every second' },
  { name: 'Flood', path: '/flood?rate=100&size=100', words: 'Messages at a chosen rate and size' },
]

export class Hub {
  readonly modes = modes
  current = $state.raw<HubState>({ kind: 'stopped', port: hubPort, problem: '', clients: [], evicted: 0 })
  readonly running = $derived(this.current.kind === 'running')
  readonly busy = $derived(this.current.kind === 'starting' || this.current.kind === 'stopping')
  readonly #api: Api

  constructor(api: Api) {
    this.#api = api
    api.on('hub.changed', (state) => {
      this.current = state
    })
  }

  start(reply: StartReply): void {
    this.current = reply.hub
  }

  url(mode: HubMode): string {
    return `ws://127.0.0.1:${this.current.port}${mode.path}`
  }

  /** What is wrong with a typed port, in words; null if it can be tried. */
  portProblem(text: string): string | null {
    const checked = safeParse(portSchema, text.trim() === '' ? Number.NaN : Number(text))
    return checked.success ? null : checked.issues[0].message
  }

  async listen(port: number): Promise<void> {
    this.current = await this.#api.call('hub.start', { port })
  }

  async stop(): Promise<void> {
    this.current = await this.#api.call('hub.stop', {})
  }
}
