/** Answers one call of a window: sender, command, shape and schema are checked before a handler sees anything. */
import * as v from 'valibot'
import type { Replies, Reply } from '../../shared/contract'
import { AppError, toWire, type ErrorCode } from '../../shared/errors'
import { payloads, type Command, type Payload } from '../../shared/schemas'
import { t } from '../../shared/words/words'
import type { Logger } from '../lib/logger'
import type { CallRate } from './rate'
import { isTrusted, type Sender } from './sender'
import { shapeProblem } from './shape'

/** One handler per command; a missing one, a superfluous one or a wrong reply does not compile. */
export type Handlers = { [C in Command]: (payload: Payload<C>) => Replies[C] | Promise<Replies[C]> }

export interface Call {
  sender: Sender | null
  /** As it came over IPC: nothing is known of it. */
  request: unknown
}

export interface AnswerContext {
  handlers: Handlers
  /** The only page that may call, of one window: handlers and rate are its own. */
  page: string
  rate: CallRate
  logger: Logger
}

/** Of the contents of this id. */
export interface Asked extends Call {
  id: number
}

export type Answering = (asked: Asked) => Reply<Command> | Promise<Reply<Command>>

/** `contextOf` has an answer for the contents of each of our windows, by their id, and null for any others. */
export function answerBy(contextOf: (id: number) => AnswerContext | null, logger: Logger): Answering {
  return ({ id, ...call }) => {
    const context = contextOf(id)
    return context === null ? refuseStranger(logger) : answer(call, context)
  }
}

/** Never throws: Electron keeps only the message of a thrown error, so every failure travels in the reply. */
export async function answer(call: Call, context: AnswerContext): Promise<Reply<Command>> {
  let command: Command | null = null
  try {
    if (!isTrusted(call.sender, context.page)) throw new AppError('bad-sender', t('errors.call.sender'))
    if (!context.rate.admits()) throw new AppError('too-many', t('errors.call.rate'))
    const request = openRequest(call.request)
    command = request.command
    const value = await run(command, request.payload, context.handlers)
    return { ok: true, value }
  } catch (error) {
    report(command, error, context.logger)
    return { ok: false, error: toWire(error) }
  }
}

/** To who is none of our windows. */
function refuseStranger(logger: Logger): Reply<Command> {
  const error = new AppError('bad-sender', t('errors.call.sender'))
  report(null, error, logger)
  return { ok: false, error: toWire(error) }
}

/** Only own keys of the table are commands: `constructor` and `__proto__` are not. */
function openRequest(request: unknown): { command: Command; payload: unknown } {
  const { command, payload } = (request ?? {}) as { command?: unknown; payload?: unknown }
  if (typeof command !== 'string' || !Object.hasOwn(payloads, command)) throw new AppError('unknown-command', t('errors.call.command'))
  return { command: command as Command, payload }
}

async function run<C extends Command>(command: C, payload: unknown, handlers: Handlers): Promise<Replies[C]> {
  const problem = shapeProblem(payload)
  if (problem !== null) throw new AppError('bad-payload', t('errors.call.malformed', { problem }), { cause: new Error(problem) })
  const checked = v.safeParse(payloads[command], payload, { abortEarly: true })
  // The words are for the person who typed; the cause is for the diary, which must not quote what was typed.
  if (!checked.success) throw new AppError('bad-payload', checked.issues[0].message, { cause: new Error(checked.issues[0].type) })
  return await handlers[command](checked.output)
}

/** Refusals whose cause quotes what was typed or imported: the diary gets their code alone. */
const quoting: ReadonlySet<ErrorCode> = new Set([
  'bad-hex', 'bad-base64', 'bad-json', 'bad-regex', 'bad-cron', 'bad-field', 'import-not-json', 'import-invalid', 'exchange-unknown', 'exchange-invalid',
  'unknown-variable', 'secret-unavailable',
])
/** Commands that bring secrets in plain text: whatever goes wrong inside, its words may hold one. */
const carrying: ReadonlySet<Command> = new Set([
  'secrets.put', 'secrets.reveal', 'exchange.read', 'exchange.openFile', 'exchange.take', 'exchange.line', 'profiles.import', 'profiles.preview', 'openings.import',
])

function report(command: Command | null, error: unknown, logger: Logger): void {
  const name = command ?? 'a call'
  const secretive = command !== null && carrying.has(command)
  if (error instanceof AppError) logger.warn(`refused ${name}: ${error.code}`, secretive || quoting.has(error.code) ? undefined : error.cause)
  else logger.error(`${name} failed${secretive && error instanceof Error ? ` (${error.name})` : ''}`, secretive ? undefined : error)
}
