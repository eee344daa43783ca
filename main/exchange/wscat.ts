/** Wscat: takes over a `wscat` command line. */
import { t } from '../../shared/words/words'
import { Draft } from './draft'
import { alone, ignored, insecure, left, leftValue, maybe, readFlags, rulesOf, value, type State } from './flags'
import { takeHeader, takeHeaderLine, takeProtocol } from './header'
import { takeProxy } from './proxy'
import { aim, basic } from './target'

interface Wscat extends State {
  url: string
  server: boolean
}

const rules = rulesOf<Wscat>({
  '-c --connect': value((state, url) => void (state.url = url)),
  '-l --listen': value((state) => void (state.server = true)),
  '-H --header': value(({ draft }, line) => takeHeaderLine(draft, line)),
  '-s --subprotocol': value(({ draft }, text) => text.split(',').forEach((name) => takeProtocol(draft, name.trim()))),
  '-o --origin': value(({ draft }, origin) => takeHeader(draft, 'Origin', origin)),
  '--host': value(({ draft }, host) => takeHeader(draft, 'Host', host)),
  '--auth': value(({ draft }, credentials) => basic(draft, credentials)),
  '--ca': value(({ draft }, file) => draft.set({ tls: { ca: { file, text: '' } } })),
  '--cert': value(({ draft }, file) => draft.set({ tls: { certificate: { file, text: '' } } })),
  '--key': value(({ draft }, file) => draft.set({ tls: { key: { file, secret: '' } } })),
  '--passphrase': maybe(({ draft }, passphrase) => (passphrase === '' ? draft.leave(t('main.left.passphrase')) : draft.set({ tls: { passphrase } }))),
  '--proxy': value(({ draft }, text) => takeProxy(draft, { text, user: '', bypass: null, port: 80 })),
  '-L --location': alone(({ draft }) => draft.set({ redirects: { follow: true } })),
  '--max-redirects': maybe(({ draft }, text) => {
    const hops = Number(text === '' ? '10' : text)
    if (hops === 0) draft.set({ redirects: { follow: false } })
    else if (Number.isInteger(hops) && hops > 0) draft.set({ redirects: { hops: Math.min(20, hops) } })
  }),
  '-x --execute': value(({ draft }, text) => draft.set({ onOpen: { messages: [...(draft.options.onOpen?.messages ?? []), { format: 'text', text, enabled: true }] } })),
  '-P --show-ping-pong': alone(({ draft }) => draft.set({ heartbeat: { logged: true } })),
  '-n --no-check': insecure,
  '-w --wait': leftValue('main.flag.wait'),
  '-p --protocol': value(({ draft }, version) => (version === '13' ? undefined : draft.leave(t('main.left.wscatVersion')))),
  '--slash': left('main.flag.slash'),
  '--no-color --color': ignored,
})

export function readWscat(words: readonly string[]): Draft[] {
  const draft = new Draft()
  const state: Wscat = { draft, positionals: [], url: '', server: false }
  readFlags(words, rules, state)
  const url = state.url === '' ? (state.positionals[0] ?? '') : state.url
  if (state.server) draft.refusal = t('main.left.wscatServer')
  else if (state.positionals.length > (state.url === '' ? 1 : 0)) draft.leave(t('main.left.strayWords'))
  aim(draft, state.server ? '' : url, 'ws://')
  return [draft]
}
