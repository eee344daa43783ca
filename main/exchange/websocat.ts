/** Websocat: takes over a `websocat` command line whose one side is a WebSocket server. */
import { limits } from '../../shared/limits'
import { t } from '../../shared/words/words'
import { Draft, millisecondsOf } from './draft'
import { alone, ignored, ignoredValue, insecure, left, leftValue, readFlags, rulesOf, value, type State } from './flags'
import { takeHeader, takeHeaderLine, takeProtocol } from './header'
import { takeProxy } from './proxy'
import { aim, basic, overUnixSocket } from './target'

interface Websocat extends State {
  url: string
  server: boolean
  intervalMs: number | null
  timeoutMs: number | null
  retryMs: number | null
}

const rules = rulesOf<Websocat>({
  '-H --header': value(({ draft }, line) => takeHeaderLine(draft, line)),
  '--protocol': value(({ draft }, text) => text.split(',').forEach((name) => takeProtocol(draft, name.trim()))),
  '--origin': value(({ draft }, origin) => takeHeader(draft, 'Origin', origin)),
  '--ua': value(({ draft }, agent) => takeHeader(draft, 'User-Agent', agent)),
  '--basic-auth': value(({ draft }, text) => basic(draft, text.includes(':') ? text : fromBase64(text))),
  '--basic-auth-file': leftValue('main.flag.basicFile'),
  '--header-file': leftValue('main.flag.headerFile'),
  '--ws-c-uri': value((state, url) => void (state.url = url)),
  '-k --insecure': insecure,
  '--client-pkcs12-der': value(({ draft }, file) => draft.set({ tls: { pfx: { file, secret: '' } } })),
  '--client-pkcs12-passwd': value(({ draft }, passphrase) => draft.set({ tls: { passphrase } })),
  '--tls-domain': value(({ draft }, serverName) => draft.set({ tls: { serverName } })),
  '--socks5': value(({ draft }, text) => takeProxy(draft, { text: `socks5://${text}`, user: '', bypass: null, port: 1080 })),
  '--ping-interval': value((state, text) => void (state.intervalMs = millisecondsOf(text, 100, 3_600_000))),
  '--ping-timeout': value((state, text) => void (state.timeoutMs = millisecondsOf(text, 100, 3_600_000))),
  '--inhibit-pongs': value(({ draft }, text) => (text === '0' ? draft.set({ heartbeat: { autoPong: false } }) : draft.leave(t('main.left.inhibitPongs')))),
  '--autoreconnect-delay-millis': value((state, text) => void (state.retryMs = millisecondsOf(String(Number(text) / 1_000), 10, 600_000))),
  '-B --buffer-size': value(({ draft }, text) => {
    const receiveBytes = Number(text)
    if (Number.isInteger(receiveBytes) && receiveBytes > 0) draft.set({ limits: { receiveBytes: Math.min(receiveBytes, limits.receiveBytesMax) } })
  }),
  '--websocket-version': value(({ draft }, version) => (version === '13' ? undefined : draft.leave(t('main.left.websocatVersion')))),
  '-s --server-mode': alone((state) => void (state.server = true)),
  '-b --binary -t --text': left('main.flag.opcode'),
  '-1 --one-message -n --no-close -E --exit-on-eof -u --unidirectional -U --unidirectional-reverse -0 --null-terminated -S --strict --oneshot': left(
    'main.flag.stdio',
  ),
  '--jsonrpc --base64 --base64-text --linemode-strip-newlines': left('main.flag.base64'),
  '--max-messages --max-messages-rev --binary-prefix --text-prefix --queue-len --ping-ts-format --compress-deflate --uncompress-deflate': leftValue(
    'main.flag.maxMessages',
  ),
  '--pkcs12-der --pkcs12-passwd --restrict-uri --static-file -F --server-header --server-protocol --conncap --exec-args --header-to-env': leftValue('main.flag.server'),
  '-q -v -vv --quiet --no-line --no-fixups --async-stdio --no-async-stdio --print-ping-rtts --dump-spec --set-environment -e --exit-on-hangup --websocket-ignore-zeromsg --no-exit-on-zeromsg': ignored,
  '--udp-ttl --udp-multicast': ignoredValue,
})

/** websocat makes it Base64 itself; some write it so already. */
function fromBase64(text: string): string {
  const credentials = Buffer.from(text, 'base64').toString()
  return /^[A-Za-z0-9+/]+=*$/.test(text) && credentials.includes(':') && !/[\u0000-\u001f\ufffd]/.test(credentials) ? credentials : text
}

export function readWebsocat(words: readonly string[]): Draft[] {
  const draft = new Draft()
  const state: Websocat = { draft, positionals: [], url: '', server: false, intervalMs: null, timeoutMs: null, retryMs: null }
  readFlags(words, rules, state)
  const sides = state.positionals.map((text) => sideOf(text))
  const side = sides.find(({ url }) => url !== '')
  if (state.server || (side === undefined && state.positionals.some((text) => /^(?:ws-l|ws-u|l-ws|ws-listen|autoreconnect:ws-l):/.test(text))))
    draft.refusal = t('main.left.websocatServer')
  else aim(draft, side?.url ?? state.url)
  const socket = state.positionals.map((text) => /^(?:ws-c|ws-connect):(?:unix|unix-connect|unix-c):([^:]+)$/.exec(text)?.[1]).find((path) => path !== undefined)
  if (socket !== undefined && side === undefined) overUnixSocket(draft, socket)
  const others = state.positionals.filter((text, index) => (side === undefined || sides[index] !== side) && !/^(?:-|stdio:|std|inetd:|ws-c:unix:.*|ws-connect:unix:.*)$/.test(text))
  if (others.length > 0) draft.leave(t('main.left.otherAddress'))
  if (side?.left === true) draft.leave(t('main.left.overlays'))
  takeTimes(state, side?.again === true)
  return [draft]
}

/** `overlay:overlay:ws://…`; websocat 4 writes them the same. */
function sideOf(text: string): { url: string; again: boolean; left: boolean } {
  const [, overlays = '', url = ''] = /^((?:[a-z0-9-]+:)*?)(wss?:\/\/.*)$/is.exec(text) ?? []
  const names = overlays.split(':').filter((name) => name !== '')
  return { url, again: names.includes('autoreconnect'), left: names.some((name) => name !== 'autoreconnect') }
}

/** websocat counts from the last pong: a timeout of ours begins when its ping goes out. */
function takeTimes({ draft, intervalMs, timeoutMs, retryMs }: Websocat, again: boolean): void {
  if (intervalMs !== null) {
    const waits = timeoutMs === null ? {} : { timeoutMs: Math.min(600_000, timeoutMs > intervalMs ? timeoutMs - intervalMs : timeoutMs), misses: 1 }
    draft.set({ heartbeat: { enabled: true, intervalMs, ...waits } })
  } else if (timeoutMs !== null) draft.leave(t('main.left.pingTimeout'))
  if (again) draft.set({ reconnect: retryMs === null ? { enabled: true } : { enabled: true, baseMs: retryMs, factor: 1, jitter: 'none' } })
}
