/** Life-cycle words: what a life-cycle entry says on the screen, in its language; in the log itself its words stand in English. */
import { causeFrom } from './attempt-schema'
import { describeCause, refusalWords } from './cause'
import { closeCodeName } from './close-code'
import type { LifecycleEvent } from './entry'
import { inLanguage, t } from './words/words'

/** What a note may hold: a capture may come from anybody, so nothing is sure but what was looked at. */
type Note = Readonly<Partial<Record<'event' | 'words' | 'url' | 'attempt' | 'retry' | 'delayMs' | 'ceilingMs' | 'held' | 'cause' | 'messages' | 'bytes' | 'count' | 'alarmMs' | 'stalledMs' | 'flapping' | 'at' | 'ahead' | 'down', unknown>>>

/** '' for a note without words. What is not of the form that Sockdeck writes keeps the words that it has. */
export function lifecycleWords(note: Note): string {
  const words = typeof note.words === 'string' ? note.words : ''
  if (words === '' || typeof note.event !== 'string' || !Object.hasOwn(retold, note.event)) return words
  return retold[note.event as LifecycleEvent](note, words) ?? words
}

const retold: Readonly<Record<LifecycleEvent, (note: Note, words: string) => string | null>> = {
  connecting: ({ url, attempt }) => {
    if (typeof url !== 'string' || typeof attempt !== 'number') return null
    return attempt === 1 ? t('cause.note.connecting', { url }) : t('cause.note.connectingAgain', { url, attempt })
  },
  open: (_, words) => {
    const [, took, agreed] = /^Open after (\d{1,9}) ms(?: with (.+))?$/s.exec(words) ?? []
    if (took === undefined) return null
    return agreed === undefined ? t('cause.note.open', { took }) : t('cause.note.openWith', { took, agreed })
  },
  closing: (_, words) => {
    const code = Number(/^Closing: (\d{4}) /.exec(words)?.[1])
    const known = inLanguage('en', () => t('cause.note.closing', { code, name: closeCodeName(code) }))
    // Behind the code stands the reason, if one was given.
    return words.startsWith(known) ? t('cause.note.closing', { code, name: closeCodeName(code) }) + words.slice(known.length) : null
  },
  closed: ending,
  failed: ending,
  waiting,
  turn: ({ at, ahead, down }) => {
    if (typeof at !== 'string' || typeof ahead !== 'number') return null
    const place = ahead === 0 ? t('cause.note.turnNext', { at }) : t('cause.note.turn', { at, ahead })
    return down === true ? `${place} · ${t('cause.note.turnDown')}` : place
  },
  refused: (note, words) => {
    if (words.startsWith('Message refused: ')) return t('cause.note.refusedLarge', { reason: refusalWords['message-too-large'] })
    const bounds = queueBounds(note)
    return bounds !== null && words.startsWith('Messages are refused: ') ? t('cause.note.refusedFull', bounds) : null
  },
  dropped: (note) => {
    if (typeof note.count === 'number') return t('cause.note.unsent', { count: note.count })
    const bounds = queueBounds(note)
    return bounds === null ? null : t('cause.note.pushedOut', bounds)
  },
  stalled: ({ stalledMs, bytes }) => {
    if (typeof stalledMs !== 'number') return null
    const duration = span(stalledMs)
    return typeof bytes === 'number' ? t('cause.note.stalled', { duration, kibibytes: Math.ceil(bytes / 1024) }) : t('cause.note.takesAgain', { duration })
  },
  idle: ({ alarmMs }) => (typeof alarmMs === 'number' ? t('cause.note.idle', { duration: span(alarmMs) }) : null),
}

function ending({ cause }: Note): string | null {
  const why = causeFrom(cause)
  return why === null ? null : describeCause(why)
}

function waiting({ retry, delayMs, ceilingMs, held, cause, flapping }: Note): string | null {
  const why = causeFrom(cause)
  if (why === null || typeof retry !== 'number' || typeof delayMs !== 'number' || typeof ceilingMs !== 'number') return null
  const values = { retry, delay: span(delayMs), why: describeCause(why) }
  const lane = laneOf(flapping)
  const words = lane + (delayMs < ceilingMs ? t('cause.note.retryDrawn', { ...values, ceiling: span(ceilingMs) }) : t('cause.note.retry', values))
  return typeof held === 'number' && held > 0 ? `${words} · ${t('cause.note.held', { count: held })}` : words
}

/** '' where it is not in the slow lane. */
function laneOf(flapping: unknown): string {
  if (typeof flapping !== 'object' || flapping === null || !('times' in flapping) || !('withinMs' in flapping)) return ''
  const { times, withinMs } = flapping
  return typeof times === 'number' && typeof withinMs === 'number' ? `${t('cause.note.flapping', { times, span: span(withinMs) })} · ` : ''
}

function queueBounds({ messages, bytes }: Note): { messages: number; kibibytes: number } | null {
  return typeof messages === 'number' && typeof bytes === 'number' ? { messages, kibibytes: Math.floor(bytes / 1024) } : null
}

/** How long something takes, ms: of 40 ms the tenths of a second would say nothing. */
export function span(ms: number): string {
  return ms < 999.5 ? t('cause.note.milliseconds', { milliseconds: Math.round(ms) }) : t('cause.note.seconds', { seconds: (ms / 1000).toFixed(1) })
}
