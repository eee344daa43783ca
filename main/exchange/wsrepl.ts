/** Wsrepl: takes over a `wsrepl` command line. */
import { t } from '../../shared/words/words'
import { Draft, millisecondsOf } from './draft'
import { alone, ignored, ignoredValue, insecure, leftValue, readFlags, rulesOf, value, type State } from './flags'
import { takeCookies, takeHeader, takeHeaderLine } from './header'
import { takeProxy } from './proxy'
import { aim } from './target'

interface Wsrepl extends State {
  url: string
  answer: string
  message: string
  everyMs: number | null
}

const rules = rulesOf<Wsrepl>({
  '-u --url': value((state, url) => void (state.url = url)),
  '-H --header': value(({ draft }, line) => takeHeaderLine(draft, line)),
  '-b --cookie': value(({ draft }, text) => takeCookies(draft, text)),
  '-A --user-agent': value(({ draft }, agent) => takeHeader(draft, 'User-Agent', agent)),
  '-O --origin': value(({ draft }, origin) => takeHeader(draft, 'Origin', origin)),
  '-F --headers-file': leftValue('main.flag.headersFile'),
  '-k --insecure': insecure,
  '-p --http-proxy': value(({ draft }, text) => takeProxy(draft, { text, user: '', bypass: null, port: 80 })),
  '--no-native-ping': alone(({ draft }) => draft.set({ heartbeat: { enabled: false } })),
  '--ping-interval': value(({ draft }, text) => {
    const intervalMs = millisecondsOf(text, 100, 3_600_000)
    if (intervalMs === null) draft.leave(t('main.left.pingInterval'))
    else draft.set({ heartbeat: { intervalMs } })
  }),
  '--hide-ping-pong': alone(({ draft }) => draft.set({ heartbeat: { logged: false } })),
  '--ping-0x1-interval': value((state, text) => void (state.everyMs = millisecondsOf(text, 100, 3_600_000))),
  '--ping-0x1-payload': value((state, text) => void (state.message = text)),
  '--pong-0x1-payload': value((state, text) => void (state.answer = text)),
  '--hide-0x1-ping-pong': alone(({ draft }) => draft.set({ appPing: { logged: false } })),
  '-r --reconnect-interval': value(({ draft }, text) => {
    const baseMs = millisecondsOf(text, 10, 600_000)
    if (baseMs === null) draft.leave(t('main.left.reconnectSeconds'))
    else draft.set({ reconnect: { enabled: true, baseMs, factor: 1, jitter: 'none' } })
  }),
  '-I --initial-messages': leftValue('main.flag.initial'),
  '-P --plugin': leftValue('main.flag.plugin'),
  '-t --ttl': leftValue('main.flag.ttl'),
  '-X --request': value(({ draft }, method) => (/^get$/i.test(method) ? undefined : draft.leave(t('main.left.method')))),
  '-i --include -s --silent --compressed -S --small': ignored,
  '-v --verbose': ignoredValue,
})

export function readWsrepl(words: readonly string[]): Draft[] {
  const draft = new Draft()
  const state: Wsrepl = { draft, positionals: [], url: '', answer: '', message: '', everyMs: null }
  readFlags(words, rules, state)
  aim(draft, state.url === '' ? (state.positionals[0] ?? '') : state.url)
  if (state.message !== '')
    draft.set({
      appPing: {
        enabled: true,
        message: state.message,
        // wsrepl compares the whole text; what it is to be is no regular expression yet.
        answer: state.answer === '' ? '' : `^${state.answer.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`,
        ...(state.everyMs !== null && { intervalMs: state.everyMs }),
      },
    })
  else if (state.answer !== '') draft.leave(t('main.left.pongPayload'))
  return [draft]
}
