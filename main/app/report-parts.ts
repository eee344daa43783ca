/** The parts of a report that are figures and choices: each named field by field, so that nothing comes along by itself. */
import type { AttemptHop, AttemptRecord, TlsFacts } from '../../shared/attempt'
import { limits } from '../../shared/limits'
import type { Settings } from '../../shared/settings'
import type { Engine } from './engine'

/** The stand-in of a host. */
type Host = (name: string) => string

/** Of each setting what helps to understand a fault; what a person wrote themselves is counted, not quoted. */
export function settingsPart(settings: Settings): Record<keyof Settings, unknown> {
  const { theme, window, hub, language, density, monoFont, motion, askBeforeQuit, shortcuts, seen, deckView, hidden, panes, weakSecrets, updates } = settings
  const { deck, log, defaults } = settings
  return {
    theme,
    window,
    hub,
    deck: deck.length,
    language,
    density,
    monoFont,
    motion,
    askBeforeQuit,
    shortcuts,
    seen,
    deckView,
    hidden,
    panes,
    log: { ...log, filters: log.filters.length },
    defaults: Object.keys(defaults),
    weakSecrets,
    updates,
  }
}

/** How much there is of everything, and in what state it is. */
export async function countsPart(engine: Engine): Promise<Record<string, unknown>> {
  const { profiles, environments, secrets, messages, history, savedDecks, schedules, pool, log, hub, notices } = engine
  const { captures, diskBytes } = await log.list()
  const { recording, head, kept, keptBytes, onDisk, dropped, missed } = log.totals
  const { backend, safe, agreed, unreadable } = secrets.state
  const snapshots = pool.snapshots()
  return {
    profiles: profiles.book.profiles.length,
    folders: profiles.book.folders.length,
    environments: environments.value.environments.length,
    secrets: { backend, safe, agreed, unreadable: unreadable.length },
    savedMessages: messages.book.messages.length,
    sent: history.count,
    savedDecks: savedDecks.list.length,
    schedules: tally(schedules.list.map(({ state }) => state)),
    sockets: tally(snapshots.map(({ state }) => state.kind)),
    messagesIn: sum(snapshots.map(({ counters }) => counters.messagesIn)),
    messagesOut: sum(snapshots.map(({ counters }) => counters.messagesOut)),
    retries: sum(snapshots.map(({ counters }) => counters.retries)),
    captures: captures.length,
    capturesDamaged: captures.filter(({ damage }) => damage !== '').length,
    capturesBytes: diskBytes,
    recording: recording.kind,
    live: { head, kept, keptBytes, onDisk, dropped, missed },
    jobs: tally(log.jobs.list.map(({ kind, state }) => `${kind} ${state}`)),
    hub: { state: hub.state.kind, clients: hub.state.clients.length, evicted: hub.state.evicted },
    notices: tally(notices.list.map(({ level }) => level)),
  }
}

/** Of the sockets that are in trouble first; named by their place on the deck. */
export function attemptsPart({ pool }: Pick<Engine, 'pool'>, host: Host): unknown[] {
  const sockets = pool.snapshots().map(({ id, state }, index) => ({ id, socket: index + 1, state: state.kind }))
  const isFine = (state: string) => state === 'open' || state === 'idle'
  const troubled = [...sockets.filter(({ state }) => !isFine(state)), ...sockets.filter(({ state }) => isFine(state))]
  return troubled.slice(0, limits.reportSockets).flatMap(({ id, socket, state }) => {
    const attempts = pool.attempts(id).slice(0, limits.reportAttempts)
    return attempts.length === 0 ? [] : [{ socket, state, attempts: attempts.map((attempt) => attemptFacts(attempt, host)) }]
  })
}

function attemptFacts(record: AttemptRecord, host: Host): unknown {
  const { attempt, at, url, steps, hops, agreed, openMs, firstMessageMs, endedAt, cause } = record
  return {
    attempt,
    at: new Date(at).toISOString(),
    to: addressOf(url, host),
    steps: steps.map(({ phase, startMs, endMs }) => ({ phase, startMs, endMs })),
    hops: hops.map((hop) => hopFacts(hop, host)),
    compressed: agreed?.extensions.includes('permessage-deflate') ?? null,
    openMs,
    firstMessageMs,
    endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
    // A peer's own words stay out.
    cause: cause && { ...cause, reason: cause.reason.length },
  }
}

function hopFacts({ url, proxy, tls, response }: AttemptHop, host: Host): unknown {
  return {
    to: addressOf(url, host),
    proxy: proxy === '' ? null : addressOf(proxy, host),
    tls: tls === null ? null : tlsFacts(tls),
    status: response?.status ?? null,
  }
}

function tlsFacts({ version, cipher, trusted, problem, accepted, chain }: TlsFacts): unknown {
  return { version, cipher, trusted, problem, accepted, certificates: chain.length }
}

/** Scheme, stand-in and port. */
function addressOf(url: string, host: Host): string {
  if (!URL.canParse(url)) return ''
  const { protocol, hostname, port } = new URL(url)
  return `${protocol}//${host(hostname)}${port === '' ? '' : `:${port}`}`
}

function tally(words: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return Object.fromEntries(counts)
}

function sum(figures: readonly number[]): number {
  return figures.reduce((total, figure) => total + figure, 0)
}
