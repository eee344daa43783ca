import type { Api } from '../api'
import type { ConnectionId, SendOutcome, SendResult } from '../../shared/connection'
import type { StartReply } from '../../shared/contract'
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import { encodeMessage, type ComposedMessage, type MessageFormat } from '../../shared/payload'
import type { Connections } from './connections.svelte'
import type { Selection } from './selection.svelte'

/** What became of one message on one socket; the name is kept, since the socket may leave the deck. */
export interface SendLine {
  connectionId: ConnectionId
  name: string
  outcome: SendOutcome
}

export interface SentMessage {
  sendId: number
  bytes: number
  at: number
  lines: SendLine[]
}

export type Checked = { kind: 'ready'; bytes: number; binary: boolean } | { kind: 'wrong'; problem: string }

const historyLength = 50

/** The message being written, who gets it, and what became of the last one. */
export class Composer {
  format = $state<MessageFormat>('text')
  text = $state('')
  sent = $state.raw<SentMessage | null>(null)
  readonly checked: Checked = $derived.by(() => check({ format: this.format, text: this.text }))
  /** Why sending makes no sense right now, in words; null if it does. */
  readonly blocked: string | null = $derived.by(() => this.#blocked())
  /** Ticked sockets that are not open and will refuse it. */
  readonly absent: number = $derived.by(() => this.#selection.list.filter(({ state }) => state.kind !== 'open').length)
  readonly #api: Api
  readonly #selection: Selection
  readonly #connections: Connections
  #history: ComposedMessage[] = []
  /** Outcomes that came before the report they belong to. */
  #early: (SendResult & { sendId: number })[] = []
  #sending = 0

  constructor(api: Api, selection: Selection, connections: Connections) {
    this.#api = api
    this.#selection = selection
    this.#connections = connections
    api.on('sends.settled', ({ items }) => this.#settle(items))
  }

  start(_reply: StartReply): void {
    this.sent = null
  }

  /** Sends to every selected socket and keeps the text; those that can't take it say why. */
  async send(): Promise<void> {
    if (this.blocked !== null) return
    const message = { format: this.format, text: this.text }
    const ids = this.#selection.ids
    const names = new Map(this.#selection.list.map(({ id, name }) => [id, name]))
    this.#remember(message)
    this.#sending += 1
    try {
      const { sendId, bytes, results } = await this.#api.call('connections.send', { ids, message })
      const lines = results.map(({ connectionId, outcome }) => ({ connectionId, name: names.get(connectionId) ?? connectionId, outcome }))
      this.sent = { sendId, bytes, at: Date.now(), lines }
      this.#settle(this.#early)
    } finally {
      this.#sending -= 1
      if (this.#sending === 0) this.#early = []
    }
  }

  /** Puts a message into the editor, such as one from the log. */
  take(message: ComposedMessage): void {
    this.format = message.format
    this.text = message.text
  }

  /** Steps through what was sent in this run; `back` 1 is the latest. False if there is none. */
  recall(back: number): boolean {
    const message = this.#history.at(-back)
    if (message === undefined) return false
    this.take(message)
    return true
  }

  #blocked(): string | null {
    if (this.#connections.list.length === 0) return 'Open a connection first'
    if (this.#selection.size === 0) return 'Tick the sockets that should get it'
    if (this.absent === this.#selection.size) return 'None of the selected sockets is open'
    if (this.checked.kind === 'wrong') return this.checked.problem
    return null
  }

  #remember(message: ComposedMessage): void {
    const last = this.#history.at(-1)
    if (last?.text === message.text && last.format === message.format) return
    this.#history = [...this.#history.slice(-(historyLength - 1)), message]
  }

  #settle(items: readonly (SendResult & { sendId: number })[]): void {
    const sent = this.sent
    const outcomes = new Map(items.filter(({ sendId }) => sendId === sent?.sendId).map(({ connectionId, outcome }) => [connectionId, outcome]))
    if (this.#sending > 0) this.#early = [...this.#early, ...items.filter(({ sendId }) => sendId !== sent?.sendId)]
    if (sent === null || outcomes.size === 0) return
    this.sent = { ...sent, lines: sent.lines.map((line) => ({ ...line, outcome: outcomes.get(line.connectionId) ?? line.outcome })) }
  }
}

function check(message: ComposedMessage): Checked {
  try {
    const { bytes, binary } = encodeMessage(message)
    if (bytes.length > limits.composedBytes) return { kind: 'wrong', problem: `A composed message has at most ${limits.composedBytes / 1024 / 1024} MB` }
    return { kind: 'ready', bytes: bytes.length, binary }
  } catch (error) {
    if (error instanceof AppError) return { kind: 'wrong', problem: error.message }
    throw error
  }
}
