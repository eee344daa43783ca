import type { Api } from '../api'
import type { ConnectionId, ConnectionSnapshot } from '../../shared/connection'
import type { StartReply } from '../../shared/contract'
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import { encodeMessage, type ComposedMessage, type MessageFormat } from '../../shared/payload'
import { templateNames, withoutTemplates } from '../../shared/template'
import { t } from '../../shared/words/words'
import { formatCount } from '../format/bytes'
import { minifiedJson, prettyJson } from '../format/json-layout'
import { typingProblem } from '../format/typing-problem'
import { attach, fileMessage, type AttachedFile } from './composer-file'
import { ComposerRuns } from './composer-runs.svelte'
import type { Connections } from './connections.svelte'
import { ControlFrames } from './control-frames.svelte'
import { DraftText } from './draft-text'
import type { Scope, ScopeName } from './scope.svelte'
import type { Selection } from './selection.svelte'
import { Targets } from './targets.svelte'

/** `bytes` null: its variables are filled when it is sent, for each socket on its own. */
export type Checked = { kind: 'ready'; bytes: number | null; binary: boolean } | { kind: 'wrong'; problem: string }

/** What a name stands for where the message goes; several values where folders differ, none where each use makes a new one. */
export interface VariableFacts {
  from: ScopeName['from']
  values: string[]
  secret: boolean
}

/** Where the message goes. */
export interface Audience {
  connections: Connections
  selection: Selection
  scope: Scope
  /** The profile keeps messages while its socket is on its way back. */
  holds: (connection: ConnectionSnapshot) => boolean
  /** Told of what went wrong without being asked for. */
  fail?: (error: unknown) => void
}

const historyLength = 50

/** The message being written, who gets it, and what became of the last one. */
export class Composer {
  #format = $state<MessageFormat>('text')
  #text = $state('')
  /** Sent in place of the text. */
  file = $state.raw<AttachedFile | null>(null)
  readonly targets: Targets
  readonly runs: ComposerRuns
  readonly control: ControlFrames
  readonly draft: DraftText
  readonly checked: Checked = $derived.by(() => (this.file === null ? check({ format: this.#format, text: this.#text }) : fileFacts(this.file)))
  readonly #names: string[] = $derived.by(() => (this.file === null && this.#text.includes('{{') ? templateNames(this.#text) : []))
  /** Which variables are not known to whom, in words; null if there are none. */
  readonly unknown: string | null = $derived.by(() => this.#unknown())
  /** The first of those that somebody could give a value to. */
  readonly missing: string | null = $derived.by(() => this.#names.find((name) => !name.startsWith('$') && !this.knows(name)) ?? null)
  /** What looks wrong around variables whose values nobody knows yet, in words: it may still come out right. */
  readonly doubt: string | null = $derived.by(() => this.#doubt())
  /** Why sending makes no sense right now, in words; null if it does. */
  readonly blocked: string | null = $derived.by(() => this.targets.blocked ?? (this.checked.kind === 'wrong' ? this.checked.problem : this.unknown))
  /** Names that can be written in it. */
  readonly completions: ScopeName[] = $derived.by(() => this.#scope.names(this.targets.folderIds))
  /** What is known of each of them. */
  readonly variables: ReadonlyMap<string, VariableFacts> = $derived.by(() => new Map(this.completions.map((name) => [name.name, this.#factsOf(name)])))
  readonly #api: Api
  readonly #scope: Scope
  #history: ComposedMessage[] = []

  constructor(api: Api, { connections, selection, scope, holds, fail = () => undefined }: Audience) {
    this.#api = api
    this.#scope = scope
    this.targets = new Targets({ connections, selection, holds })
    this.runs = new ComposerRuns(api)
    this.control = new ControlFrames(this.#api, this.targets)
    this.draft = new DraftText(api, () => ({ format: this.#format, text: this.#text }), fail)
  }

  start(reply: StartReply): void {
    this.#format = reply.draft.format
    this.#text = reply.draft.text
    this.file = null
    this.runs.start(reply)
  }

  get format(): MessageFormat {
    return this.#format
  }

  set format(format: MessageFormat) {
    this.#format = format
    this.draft.touch()
  }

  get text(): string {
    return this.#text
  }

  set text(text: string) {
    if (text === this.#text) return
    this.#text = text
    this.draft.touch()
  }

  /** As it would be sent now. */
  get message(): ComposedMessage {
    return this.file === null ? { format: this.#format, text: this.#text } : fileMessage(this.file)
  }

  /** Sends to everybody it is for and keeps the text; those that can't take it say why. */
  async send(): Promise<void> {
    if (this.blocked !== null) return
    const { message } = this
    if (this.file === null) this.#remember(message)
    await this.sendMessage(message)
  }

  /** Sends another message where this one would go; the text stays as it is. Throws AppError not-found in words when nobody can take it. */
  async sendMessage(message: ComposedMessage): Promise<void> {
    const { blocked, list, order } = this.targets
    if (blocked !== null) throw new AppError('not-found', blocked)
    await this.runs.send(list.map(({ id }) => id), message, order)
  }

  /** Sends to these sockets alone, at once. */
  async sendTo(ids: readonly ConnectionId[], message: ComposedMessage): Promise<void> {
    await this.runs.send(ids, message, { kind: 'at-once' })
  }

  /** Puts a message into the editor, such as one from the log. */
  take(message: ComposedMessage): void {
    this.file = null
    this.format = message.format
    this.text = message.text
  }

  /** Sends this file from now on, until it is taken away again. Throws AppError message-too-large or file-unreadable. */
  async attach(file: Parameters<typeof attach>[0]): Promise<void> {
    this.file = await attach(file)
  }

  sendFileAs(as: AttachedFile['as']): void {
    if (this.file !== null) this.file = { ...this.file, as }
  }

  /** Moves the white space of JSON, and nothing else. False: it can't be read. */
  layOut(as: 'pretty' | 'minified'): boolean {
    if (typingProblem({ format: 'json', text: this.#text }) !== null || this.#text.trim() === '') return false
    this.text = as === 'pretty' ? prettyJson(this.#text) : minifiedJson(this.#text)
    return true
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
    return this.targets.folderIds.every((folderId) => this.#scope.knows(name, folderId))
  }

  #factsOf({ name, from }: ScopeName): VariableFacts {
    const found = this.targets.folderIds.flatMap((folderId) => this.#scope.variable(name, folderId) ?? [])
    return { from, secret: found.some(({ secret }) => secret), values: [...new Set(found.map(({ value, secret }) => (secret ? '' : value)))] }
  }

  #unknown(): string | null {
    const unknown = this.#names.filter((each) => !this.knows(each))
    const [first] = unknown
    if (first === undefined) return null
    const name = `{{${first}}}`
    if (first.startsWith('$')) return t('composer.unknown.dynamic', { name, dollars: '{{$' })
    const takers = this.targets.takers()
    const missing = this.#scope.unknownTo(takers, first)
    const more = unknown.length - 1
    if (missing === takers.length) return more === 0 ? t('composer.unknown.one', { name }) : t('composer.unknown.more', { name, more })
    const among = { name, missing: formatCount(missing), all: formatCount(takers.length) }
    return more === 0 ? t('composer.unknown.oneAmong', among) : t('composer.unknown.moreAmong', { ...among, more })
  }

  #doubt(): string | null {
    if (this.#format !== 'json' || this.#names.length === 0 || this.#text.length > limits.composedBytes) return null
    return typingProblem({ format: 'json', text: this.#text })?.words ?? null
  }

  #remember(message: ComposedMessage): void {
    const last = this.#history.at(-1)
    if (last?.text === message.text && last.format === message.format) return
    this.#history = [...this.#history.slice(-(historyLength - 1)), message]
  }
}

function fileFacts({ bytes, as }: AttachedFile): Checked {
  return { kind: 'ready', bytes: bytes.length, binary: as === 'binary' }
}

function check({ format, text }: ComposedMessage): Checked {
  const tooLarge = (): Checked => ({ kind: 'wrong', problem: t('composer.tooLarge', { most: limits.composedBytes / 1024 / 1024 }) })
  // What variables stand for may be anything: only then is it known whether hex, base64 or JSON comes of it.
  if (text.includes('{{') && templateNames(text).length > 0) {
    return text.length > limits.composedBytes ? tooLarge() : { kind: 'ready', bytes: null, binary: format === 'hex' || format === 'base64' }
  }
  try {
    const { bytes, binary } = encodeMessage({ format, text: withoutTemplates(text, '') })
    return bytes.length > limits.composedBytes ? tooLarge() : { kind: 'ready', bytes: bytes.length, binary }
  } catch (error) {
    if (error instanceof AppError) return { kind: 'wrong', problem: error.message }
    throw error
  }
}
