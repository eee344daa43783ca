import type { Api } from '../api'
import type { ConnectionId, ConnectionSnapshot, SendOutcome, SendResult } from '../../shared/connection'
import type { StartReply } from '../../shared/contract'
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import { encodeMessage, type ComposedMessage, type MessageFormat } from '../../shared/payload'
import { templateNames, withoutTemplates } from '../../shared/template'
import { formatCount } from '../format/bytes'
import type { Connections } from './connections.svelte'
import type { Scope, ScopeName } from './scope.svelte'
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

/** `bytes` null: its variables are filled when it is sent, for each socket on its own. */
export type Checked = { kind: 'ready'; bytes: number | null; binary: boolean } | { kind: 'wrong'; problem: string }

/** Where the message goes. */
export interface Audience {
  connections: Connections
  selection: Selection
  scope: Scope
  /** The profile keeps messages while its socket is on its way back. */
  holds: (connection: ConnectionSnapshot) => boolean
}

const historyLength = 50

/** The message being written, who gets it, and what became of the last one. */
export class Composer {
  format = $state<MessageFormat>('text')
  text = $state('')
  sent = $state.raw<SentMessage | null>(null)
  readonly checked: Checked = $derived.by(() => check({ format: this.format, text: this.text }))
  /** Which variables are not known to whom, in words; null if there are none. */
  readonly unknown: string | null = $derived.by(() => this.#unknown())
  /** The first of those that somebody could give a value to. */
  readonly missing: string | null = $derived.by(() => this.#names.find((name) => !name.startsWith('$') && !this.knows(name)) ?? null)
  /** Why sending makes no sense right now, in words; null if it does. */
  readonly blocked: string | null = $derived.by(() => this.#blocked())
  /** Ticked sockets that are on their way back, and keep it until they are. */
  readonly waiting: number = $derived.by(() => this.#selection.list.filter((connection) => this.#keeps(connection)).length)
  /** Ticked sockets that are not open and will refuse it. */
  readonly absent: number = $derived.by(() => this.#selection.list.filter(({ state }) => state.kind !== 'open').length - this.waiting)
  readonly #names: string[] = $derived.by(() => (this.text.includes('{{') ? templateNames(this.text) : []))
  /** The folders of those it goes to; their order and number don't matter. */
  readonly #folders: string = $derived.by(() => {
    const targets = this.#targets()
    return JSON.stringify(targets.length === 0 ? [null] : [...new Set(targets.map(({ folderId }) => folderId))])
  })
  /** Names that can be written in it. */
  readonly completions: ScopeName[] = $derived.by(() => this.#scope.names(JSON.parse(this.#folders) as (string | null)[]))
  readonly #api: Api
  readonly #selection: Selection
  readonly #connections: Connections
  readonly #scope: Scope
  readonly #holds: Audience['holds']
  #history: ComposedMessage[] = []
  /** Outcomes that came before the report they belong to. */
  #early: (SendResult & { sendId: number })[] = []
  #sending = 0

  constructor(api: Api, { connections, selection, scope, holds }: Audience) {
    this.#api = api
    this.#scope = scope
    this.#holds = holds
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

  /** Whether every socket it goes to knows the variable. */
  knows(name: string): boolean {
    return (JSON.parse(this.#folders) as (string | null)[]).every((folderId) => this.#scope.knows(name, folderId))
  }

  /** The sockets that would take it; before any is ticked, all of the deck. */
  #targets(): ConnectionSnapshot[] {
    const { list } = this.#selection
    const open = list.filter(({ state }) => state.kind === 'open')
    if (open.length > 0) return open
    return list.length > 0 ? list : this.#connections.list
  }

  #keeps(connection: ConnectionSnapshot): boolean {
    const { kind } = connection.state
    return (kind === 'connecting' || kind === 'waiting') && this.#holds(connection)
  }

  #blocked(): string | null {
    if (this.#connections.list.length === 0) return 'Open a connection first'
    if (this.#selection.size === 0) return 'Tick the sockets that should get it'
    if (this.absent === this.#selection.size) return 'None of the selected sockets is open'
    if (this.checked.kind === 'wrong') return this.checked.problem
    return this.unknown
  }

  #unknown(): string | null {
    const unknown = this.#names.filter((name) => !this.knows(name))
    const [first] = unknown
    if (first === undefined) return null
    const targets = this.#targets()
    const count = this.#scope.unknownTo(targets, first)
    const who = count === targets.length ? '' : ` for ${formatCount(count)} of ${formatCount(targets.length)} sockets`
    if (first.startsWith('$')) return `{{${first}}} does not exist: type {{$ to see those that do`
    if (unknown.length === 1) return `{{${first}}} is not known${who}: add it to the environment`
    return `{{${first}}} and ${unknown.length - 1} more are not known${who}: add them to the environment`
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

const tooLarge = `A composed message has at most ${limits.composedBytes / 1024 / 1024} MB`

function check({ format, text }: ComposedMessage): Checked {
  // What variables stand for may be anything: only then is it known whether hex, base64 or JSON comes of it.
  if (text.includes('{{') && templateNames(text).length > 0) {
    return text.length > limits.composedBytes ? { kind: 'wrong', problem: tooLarge } : { kind: 'ready', bytes: null, binary: format === 'hex' || format === 'base64' }
  }
  try {
    const { bytes, binary } = encodeMessage({ format, text: withoutTemplates(text, '') })
    if (bytes.length > limits.composedBytes) return { kind: 'wrong', problem: tooLarge }
    return { kind: 'ready', bytes: bytes.length, binary }
  } catch (error) {
    if (error instanceof AppError) return { kind: 'wrong', problem: error.message }
    throw error
  }
}
