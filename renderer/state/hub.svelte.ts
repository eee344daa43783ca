import type { Api } from '../api'
import type { StartReply } from '../../shared/contract'
import type { HubState } from '../../shared/hub'
import { hubPort } from '../../shared/limits'
import { encodeMessage, type ComposedMessage } from '../../shared/payload'
import { portSchema } from '../../shared/settings'
import { t } from '../../shared/words/words'
import { safeParse } from 'valibot'
import { describeError } from '../format/errors'
import { HubClients } from './hub-clients.svelte'

export interface HubMode {
  readonly name: string
  readonly path: string
  readonly words: string
}

function modeOf(id: 'echo' | 'room' | 'clock' | 'flood', path: string): HubMode {
  return {
    path,
    get name() {
      return t(`hub.modes.${id}.name`)
    },
    get words() {
      return t(`hub.modes.${id}.words`)
    },
  }
}

const modes: readonly HubMode[] = [modeOf('echo', '/echo'), modeOf('room', '/room/lobby'), modeOf('clock', '/clock?ms=1000'), modeOf('flood', '/flood?rate=100&size=100')]

export class Hub {
  readonly modes = modes
  current = $state.raw<HubState>({ kind: 'stopped', port: hubPort, problem: '', clients: [], evicted: 0 })
  readonly running = $derived(this.current.kind === 'running')
  readonly busy = $derived(this.current.kind === 'starting' || this.current.kind === 'stopping')
  readonly list: HubClients
  /** The message to all, which stays when the page is left. */
  draft = $state.raw<ComposedMessage>({ format: 'text', text: '' })
  readonly #api: Api

  constructor(api: Api) {
    this.#api = api
    this.list = new HubClients(api, () => this.current.clients)
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

  /** What is wrong with the draft, in words; null if it can be sent. */
  draftProblem(): string | null {
    try {
      encodeMessage(this.draft)
      return null
    } catch (error) {
      const { title, text } = describeError(error)
      return text === '' ? title : text
    }
  }

  /** Sends the draft to every client, and says how many took it. */
  async broadcast(): Promise<number> {
    const { clients } = await this.#api.call('hub.broadcast', { message: this.draft })
    return clients
  }
}
