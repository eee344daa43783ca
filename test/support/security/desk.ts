/** A whole engine on a folder of its own, asked as the page asks: through the checks of the door, with real handlers behind it. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { buildEngine, stopEngine, type Engine } from '../../../main/app/engine'
import { Reports } from '../../../main/app/report'
import { answer, type AnswerContext } from '../../../main/ipc/answer'
import { createHandlers, type Rooms } from '../../../main/ipc/handlers'
import { CallRate } from '../../../main/ipc/rate'
import type { Sender } from '../../../main/ipc/sender'
import { Sends } from '../../../main/ipc/sends'
import { systemClock as clock } from '../../../main/lib/clock'
import { loggerTo } from '../../../main/lib/logger'
import type { Cipher } from '../../../main/store/encryption'
import type { Replies, Reply } from '../../../shared/contract'
import type { Command, Payload } from '../../../shared/schemas'
import { tempDir } from '../disk'
import { bareReport } from '../report'
import { workers } from '../workers'

export const page = 'app://bundle/index.html'
export const ownPage: Sender = { url: page, isMainFrame: true, hasParent: false }

/** Turns text into something else that is as easily turned back: enough to tell what was encrypted from what was not. */
export const turningCipher: Cipher = {
  backend: 'test_store',
  safe: true,
  encrypt: (text) => turned(Buffer.from(text)).toString('base64'),
  decrypt: (blob) => turned(Buffer.from(blob, 'base64')).toString(),
}
const turned = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0x5a))

export interface Desk {
  engine: Engine
  dir: string
  /** Lines of the app's own log. */
  diary: string[]
  /** Texts that were saved by a dialog, by the name suggested. */
  saved: Map<string, string>
  /** What the person chooses in the next dialogs; null: cancels. */
  choice: { file: string | null }
  /** As the page asks, or as another sender. */
  call: (command: string, payload: unknown, sender?: Sender | null) => Promise<Reply<Command>>
  /** For what must not be refused. */
  ask: <C extends Command>(command: C, payload: Payload<C>) => Promise<Replies[C]>
  stop: () => Promise<void>
}

export function openDesk({ dir = tempDir(), cipher = turningCipher }: { dir?: string; cipher?: Cipher } = {}): Desk {
  const diary: string[] = []
  const logger = loggerTo((line) => diary.push(line))
  const engine = buildEngine({ dir, clock, random: Math.random, logger, workers, cipher })
  const stop = () => stopEngine(engine, clock, logger)
  onTestFinished(stop)
  const saved = new Map<string, string>()
  const choice: Desk['choice'] = { file: null }
  const files = dialogs(saved, choice)
  const handlers = createHandlers({
    ...engine,
    about: { version: '1', runtime: 'test', dataFolder: dir, platform: 'linux', systemLanguage: 'en' },
    owner: 1,
    openWindow: () => undefined,
    quit: () => undefined,
    restart: () => undefined,
    dialogs: files,
    reports: new Reports({ engine, ...bareReport, clock, dialogs: files }),
    sends: new Sends({ pool: engine.pool, clock, onSettled: () => undefined }),
  })
  const call: Desk['call'] = (command, payload, sender = ownPage) => {
    const context: AnswerContext = { handlers, page, rate: new CallRate(clock), logger }
    return answer({ sender, request: { command, payload } }, context)
  }
  const ask: Desk['ask'] = async <C extends Command>(command: C, payload: Payload<C>) => {
    const reply = (await call(command, payload)) as Reply<C>
    if (!reply.ok) throw new Error(`${command} was refused: ${reply.error.code}, ${reply.error.message}`)
    return reply.value
  }
  return { engine, dir, diary, saved, choice, call, ask, stop }
}

function dialogs(saved: Map<string, string>, choice: Desk['choice']): Rooms['dialogs'] {
  const keep = (name: string, text: string) => {
    saved.set(name, text)
    return Promise.resolve(choice.file === null ? null : { file: choice.file })
  }
  const read = () => {
    const { file } = choice
    return Promise.resolve(file === null || !existsSync(file) ? null : { file, text: readFileSync(file, 'utf8') })
  }
  return {
    openText: read,
    openConnections: read,
    chooseKeyFile: () => Promise.resolve(choice.file),
    saveText: keep,
    saveMade: (name, kind, bytes) => keep(`${name}.${kind}`, Buffer.from(bytes).toString('latin1')),
    placeExport: (_name, format) => Promise.resolve(choice.file === null ? null : path.join(path.dirname(choice.file), `export.${format}`)),
    chooseImport: () => Promise.resolve(choice.file),
    reveal: () => undefined,
  }
}
