/** Curl: takes over a `curl` command line, as people write them and browsers copy them. */
import { t } from '../../shared/words/words'
import { Draft, millisecondsOf, rowOf } from './draft'
import { alone, ignored, ignoredValue, insecure, left, leftValue, readFlags, rulesOf, value, type Rule, type State } from './flags'
import { takeCookies, takeHeaderLine } from './header'
import { takeProxy } from './proxy'
import { aim, basic, overUnixSocket } from './target'

interface Curl extends State {
  user: string | null
  scheme: 'basic' | 'digest'
  proxy: string
  proxyUser: string
  bypass: string | null
  certificate: string
  certificateType: string
  key: string
  socketPath: string
  connectMs: number | null
  wholeMs: number | null
}

const request: Record<string, Rule<Curl>> = {
  '--url': value(({ positionals }, url) => void positionals.push(url)),
  '-H --header': value(({ draft }, line) => (line.startsWith('@') ? draft.leave(t('main.left.headersAt')) : takeHeaderLine(draft, line))),
  '-b --cookie': value(({ draft }, text) => (text.includes('=') ? takeCookies(draft, text) : draft.leave(t('main.left.cookiesFile')))),
  '-A --user-agent': value(({ draft }, text) => takeHeaderLine(draft, `User-Agent: ${text}`)),
  '-e --referer': value(({ draft }, text) => takeHeaderLine(draft, `Referer: ${text.replace(/;auto$/, '')}`)),
  '-u --user': value((state, text) => void (state.user = text)),
  '--basic': alone((state) => void (state.scheme = 'basic')),
  '--digest': alone((state) => void (state.scheme = 'digest')),
  '--oauth2-bearer': value(({ draft }, token) => draft.set({ auth: { kind: 'bearer', token } })),
  '--url-query': value(({ draft }, text) => {
    const [name = '', ...rest] = text.replace(/^\+/, '').split('=')
    if (name === '' || name.includes('@')) draft.leave(t('main.left.urlQuery'))
    else draft.row('query', rowOf(name, rest.join('=')))
  }),
  '-d --data --data-raw --data-ascii --data-binary --data-urlencode --json -F --form --form-string -T --upload-file': leftValue('main.flag.body'),
  '-X --request': value(({ draft }, method) => (/^get$/i.test(method) ? undefined : draft.leave(t('main.left.method')))),
  '-G --get': ignored,
  '-I --head': left('main.flag.head'),
  '--compressed --compressed-ssh': left('main.flag.compressed'),
  '--ntlm --negotiate --anyauth --ntlm-wb': left('main.flag.ntlm'),
  '--aws-sigv4': leftValue('main.flag.aws'),
  '-c --cookie-jar': leftValue('main.flag.cookieJar'),
}

const route: Record<string, Rule<Curl>> = {
  '-x --proxy': value((state, text) => void (state.proxy = text)),
  '--socks5 --socks5-hostname': value((state, text) => void (state.proxy = `socks5://${text}`)),
  '-U --proxy-user': value((state, text) => void (state.proxyUser = text)),
  '--noproxy': value((state, text) => void (state.bypass = text)),
  '-p --proxytunnel --proxy-basic': ignored,
  '--preproxy --socks4 --socks4a --proxy1.0': leftValue('main.flag.otherProxy'),
  '--proxy-header': leftValue('main.flag.proxyHeader'),
  '-4 --ipv4': alone(({ draft }) => draft.set({ network: { family: 'ipv4' } })),
  '-6 --ipv6': alone(({ draft }) => draft.set({ network: { family: 'ipv6' } })),
  '--interface': value(({ draft }, text) =>
    /^(?:host!)?[\d.]+$|^(?:host!)?[\da-f:.]*:[\da-f:.]*$/i.test(text) ? draft.set({ network: { localAddress: text.replace(/^host!/, '') } }) : draft.leave(t('main.left.interface')),
  ),
  '-m --max-time': value((state, text) => void (state.wholeMs = millisecondsOf(text, 100, 300_000))),
  '--connect-timeout': value((state, text) => void (state.connectMs = millisecondsOf(text, 100, 300_000))),
  '--keepalive-time': value(({ draft }, text) => draft.set({ network: { keepAliveMs: millisecondsOf(text, 1_000, 7_200_000) } })),
  '--no-keepalive': alone(({ draft }) => draft.set({ network: { keepAliveMs: null } })),
  '--tcp-nodelay': alone(({ draft }) => draft.set({ network: { noDelay: true } })),
  '--no-tcp-nodelay': alone(({ draft }) => draft.set({ network: { noDelay: false } })),
  '-L --location': alone(({ draft }) => draft.set({ redirects: { follow: true } })),
  '--location-trusted': alone(({ draft }) => {
    draft.set({ redirects: { follow: true } })
    draft.leave(t('main.left.trusted'))
  }),
  '--max-redirs': value(({ draft }, text) => {
    const hops = Number(text)
    if (hops === 0) draft.set({ redirects: { follow: false } })
    else if (Number.isInteger(hops)) draft.set({ redirects: { hops: hops < 0 ? 20 : Math.min(20, hops) } })
  }),
  '--unix-socket --abstract-unix-socket': value((state, path) => void (state.socketPath = path)),
  '--resolve --connect-to --dns-servers --dns-interface --doh-url --local-port': leftValue('main.flag.resolve'),
}

const security: Record<string, Rule<Curl>> = {
  '--cacert': value(({ draft }, file) => draft.set({ tls: { ca: { file, text: '' } } })),
  '-E --cert': value((state, text) => void (state.certificate = text)),
  '--cert-type': value((state, text) => void (state.certificateType = text)),
  '--key': value((state, file) => void (state.key = file)),
  '--pass': value(({ draft }, passphrase) => draft.set({ tls: { passphrase } })),
  '-k --insecure --proxy-insecure --ssl-no-revoke --doh-insecure': insecure,
  '-1 --tlsv1 --tlsv1.0': alone(({ draft }) => draft.set({ tls: { minVersion: 'TLSv1' } })),
  '--tlsv1.1': alone(({ draft }) => draft.set({ tls: { minVersion: 'TLSv1.1' } })),
  '--tlsv1.2': alone(({ draft }) => draft.set({ tls: { minVersion: 'TLSv1.2' } })),
  '--tlsv1.3': alone(({ draft }) => draft.set({ tls: { minVersion: 'TLSv1.3' } })),
  '--tls-max': value(({ draft }, text) => {
    const version = ({ '1.0': 'TLSv1', '1.1': 'TLSv1.1', '1.2': 'TLSv1.2', '1.3': 'TLSv1.3' } as const)[text]
    if (version === undefined) draft.leave(t('main.left.tlsMax'))
    else draft.set({ tls: { maxVersion: version } })
  }),
  '--capath --crlfile --ciphers --tls13-ciphers --curves --pinnedpubkey --key-type --engine --proxy-cacert --proxy-cert --proxy-key':
    leftValue('main.flag.tls'),
}

/** What they say is about curl's output or about transfers that a WebSocket is none of. */
const other: Record<string, Rule<Curl>> = {
  '-N --no-buffer -i --include --show-headers -v --verbose -s --silent -S --show-error -f --fail --fail-with-body -g --globoff --http1.1 -0 --http1.0 --http2 --http2-prior-knowledge --no-alpn --no-npn -# --progress-bar --no-progress-meter -q --disable --path-as-is --raw -O --remote-name -J --remote-header-name --tr-encoding -j --junk-session-cookies':
    ignored,
  '-o --output -D --dump-header -w --write-out --stderr --trace --trace-ascii --limit-rate -y --speed-time -Y --speed-limit --retry --retry-delay --retry-max-time --expect100-timeout --output-dir': ignoredValue,
  '--retry-all-errors --retry-connrefused': ignored,
  '-K --config': leftValue('main.flag.configFile'),
  '-n --netrc --netrc-optional': left('main.flag.netrc'),
  '--netrc-file': leftValue('main.flag.netrcFile'),
  '--proto --proto-default --proto-redir --request-target --variable --happy-eyeballs-timeout-ms --haproxy-clientip --alt-svc --hsts --etag-save --etag-compare --delegation --dns-ipv4-addr --dns-ipv6-addr --login-options --sasl-authzid --service-name --proxy-service-name --socks5-gssapi-service --proxy-pass --proxy-pinnedpubkey --proxy-cert-type --proxy-key-type --proxy-ciphers --proxy-tls13-ciphers --tlsuser --tlspassword --tlsauthtype --pubkey --random-file --egd-file --hostpubmd5 --hostpubsha256':
    leftValue('main.flag.request'),
  '-C --continue-at -r --range -z --time-cond -Q --quote --postquote --prequote --max-filesize --rate --parallel-max --create-file-mode --libcurl --trace-config --ipfs-gateway -P --ftp-port --ftp-account --ftp-method --ftp-ssl-ccc-mode --mail-from --mail-rcpt --mail-auth --tftp-blksize -t --telnet-option --krb': ignoredValue,
}

const rules = rulesOf<Curl>({ ...request, ...route, ...security, ...other })

/** One draft for each request of the line: `--next` begins another. */
export function readCurl(words: readonly string[]): Draft[] {
  const parts: string[][] = [[]]
  for (const word of words) {
    if (word === '--next' || word === '-:') parts.push([])
    else parts.at(-1)?.push(word)
  }
  return parts.map(readRequest)
}

function readRequest(words: readonly string[]): Draft {
  const draft = new Draft()
  const state: Curl = {
    draft, positionals: [], user: null, scheme: 'basic', proxy: '', proxyUser: '', bypass: null, certificate: '', certificateType: 'PEM', key: '', socketPath: '', connectMs: null, wholeMs: null,
  }
  readFlags(words, rules, state)
  // A flag that curl has gained since may have a value, which then stands among the URLs.
  const url = state.positionals.find((word) => /^(?:wss?|https?):\/\//i.test(word)) ?? state.positionals[0] ?? ''
  if (state.user !== null) basic(draft, state.user, state.scheme)
  aim(draft, url, 'ws://')
  if (state.positionals.length > 1) draft.leave(t('main.left.otherUrls'))
  if (state.socketPath !== '') overUnixSocket(draft, state.socketPath)
  takeProxy(draft, { text: state.proxy, user: state.proxyUser, bypass: state.bypass, port: 1080 })
  const deadlineMs = state.connectMs ?? state.wholeMs
  if (deadlineMs !== null) draft.set({ limits: { deadlineMs } })
  takeCertificate(state)
  return draft
}

/** `file[:passphrase]`; a colon that belongs to the name has a backslash before it, or stands behind a drive letter. */
function takeCertificate({ draft, certificate, certificateType, key }: Curl): void {
  const [, file = '', passphrase] = /^((?:[A-Za-z]:(?=[\\/]))?(?:\\.|[^:\\]|\\$)*)(?::([^]*))?$/.exec(certificate) ?? []
  const name = file.replace(/\\([:\\])/g, '$1')
  if (/^p12$/i.test(certificateType) && name !== '') draft.set({ tls: { pfx: { file: name, secret: '' } } })
  else if (/^pem$/i.test(certificateType) && name !== '') draft.set({ tls: { certificate: { file: name, text: '' } } })
  else if (name !== '') draft.leave(t('main.left.certificateForm'))
  if (passphrase !== undefined) draft.set({ tls: { passphrase } })
  if (key !== '') draft.set({ tls: { key: { file: key, secret: '' } } })
  // One PEM file may hold both; curl then needs no --key.
  else if (draft.options.tls?.certificate !== undefined) draft.set({ tls: { key: { file: name, secret: '' } } })
}
