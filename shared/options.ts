/** Options: everything that shapes a handshake, a session and what follows it; each can be inherited. */
import * as v from 'valibot'
import { rule, text, whole } from './check'
import { causeKinds } from './connection'
import { limits } from './limits'
import { messageFormats } from './payload'
import { secretRefSchema } from './secret'
import { withoutTemplates } from './template'
import { cookieNameProblem, headerNameProblem, headerValueProblem, protocolsProblem } from './url'
import { t } from './words/words'

const filledLike = (text: string) => withoutTemplates(text, 'x')

/** A header, query parameter or cookie. With `secret`, `value` is a SecretRef. */
const rowSchema = (nameProblem: (name: string) => string | null, valueProblem: (value: string) => string | null) =>
  v.pipe(
    v.strictObject({
      name: v.pipe(text(limits.headerBytes, 'check.label.name'), rule((name: string) => nameProblem(filledLike(name)))),
      value: text(limits.headerBytes, 'check.label.value'),
      enabled: v.boolean(),
      secret: v.boolean(),
    }),
    v.forward(
      v.partialCheck([['value'], ['secret']], ({ value, secret }) => !secret || v.is(secretRefSchema, value), () => t('check.secretRef')),
      ['value'],
    ),
    v.forward(
      v.rawCheck(({ dataset, addIssue }) => {
        const problem = dataset.typed && !dataset.value.secret ? valueProblem(filledLike(dataset.value.value)) : null
        if (problem !== null) addIssue({ message: problem })
      }),
      ['value'],
    ),
  )

const queryNameProblem = (name: string) => (name === '' ? t('check.queryName') : null)
/** RFC 6265 §4.1.1, as loosely as browsers take it: no `;`, no control characters. */
const cookieValueProblem = (value: string) => (value.includes(';') ? t('check.cookieValue') : headerValueProblem(value))

const rows = (tooMany: () => string, nameProblem: (name: string) => string | null, valueProblem: (value: string) => string | null) =>
  v.pipe(v.array(rowSchema(nameProblem, valueProblem)), v.maxLength(limits.headers, tooMany))

/** As long as a header: some servers take a token for one. */
const protocolSchema = v.strictObject({ name: text(limits.headerBytes, 'check.label.subprotocol'), enabled: v.boolean() })
export type ProtocolRow = v.InferOutput<typeof protocolSchema>

const request = v.strictObject({
  query: rows(() => t('check.queryParameters', { most: limits.headers }), queryNameProblem, () => null),
  headers: rows(() => t('check.headers', { most: limits.headers }), headerNameProblem, headerValueProblem),
  cookies: rows(() => t('check.cookies', { most: limits.headers }), cookieNameProblem, cookieValueProblem),
  /** In order of preference; empty: none asked for (RFC 6455 §1.9). */
  protocols: v.pipe(v.array(protocolSchema), v.maxLength(32, () => t('check.subprotocols', { most: 32 })), rule((list: ProtocolRow[]) => protocolsProblem(list.map(({ name }) => filledLike(name))))),
  /** RFC 6455 §4.1 lets a client fail a handshake that picks none of them; some servers never do. */
  protocolRequired: v.boolean(),
  /** '': no Origin header (RFC 6455 §10.2 asks it of browsers only). */
  origin: v.pipe(text(limits.urlLength, 'check.label.origin'), rule((origin: string) => headerValueProblem(filledLike(origin)))),
})
export type Row = v.InferOutput<typeof request>['headers'][number]

const credential = text(limits.headerBytes, 'check.label.credential')

export const authSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('none') }),
  v.strictObject({ kind: v.literal('basic'), user: credential, password: secretRefSchema }),
  v.strictObject({ kind: v.literal('bearer'), token: secretRefSchema }),
  v.strictObject({ kind: v.literal('api-key'), name: credential, value: secretRefSchema, place: v.picklist(['header', 'query']) }),
  /** RFC 7616; answered when the server asks for it. */
  v.strictObject({ kind: v.literal('digest'), user: credential, password: secretRefSchema }),
  /** RFC 6749 §4.4 and §6. */
  v.strictObject({
    kind: v.literal('oauth2'),
    grant: v.picklist(['client-credentials', 'refresh-token']),
    tokenUrl: text(limits.urlLength, 'check.label.tokenUrl'),
    clientId: credential,
    clientSecret: secretRefSchema,
    refreshToken: secretRefSchema,
    scope: credential,
    audience: credential,
    /** How the client shows who it is: HTTP Basic or fields of the body (RFC 6749 §2.3.1). */
    clientAuth: v.picklist(['header', 'body']),
  }),
])
export type Auth = v.InferOutput<typeof authSchema>

/** PEM text, or a file that is read whenever it is needed; text comes first. */
const material = v.strictObject({ file: text(4096, 'check.label.file'), text: text(limits.pemBytes, 'check.label.pem') })
const secretMaterial = v.strictObject({ file: text(4096, 'check.label.file'), secret: secretRefSchema })
const fingerprints = v.pipe(
  v.array(v.pipe(v.string(), v.regex(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/, () => t('check.fingerprint')))),
  v.maxLength(50, () => t('check.fingerprints', { most: 50 })),
)

export const tlsVersions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const

const tls = v.strictObject({
  /** Trusted beside the system's. */
  ca: material,
  certificate: material,
  key: secretMaterial,
  /** PKCS #12; used in place of certificate and key. */
  pfx: secretMaterial,
  passphrase: secretRefSchema,
  /** '': the URL's host. */
  serverName: text(253, 'check.label.serverName'),
  /** null: Node's own bound. */
  minVersion: v.nullable(v.picklist(tlsVersions)),
  maxVersion: v.nullable(v.picklist(tlsVersions)),
  /** The server's certificate must be one of these, whoever signed it; empty: any that is trusted. */
  pins: fingerprints,
  /** Certificates that a person accepted although they can't be trusted. */
  accepted: fingerprints,
})

export const proxyKinds = ['none', 'system', 'http', 'socks5'] as const
const proxy = v.strictObject({
  kind: v.picklist(proxyKinds),
  host: text(253, 'check.label.proxyHost'),
  port: whole(1, 65_535, 'check.label.proxyPort'),
  user: credential,
  password: secretRefSchema,
  /** Hosts reached without the proxy: `example.com`, `*.example.com`, `10.0.0.0/8`, `localhost`, with commas between. */
  bypass: text(4096, 'check.label.bypass'),
})

/** RFC 7692. */
const compression = v.strictObject({
  mode: v.picklist(['off', 'offered', 'required']),
  /** null: not offered; zlib can't do 8 for a sender. */
  clientWindowBits: v.nullable(whole(9, 15, 'check.label.clientWindow')),
  serverWindowBits: v.nullable(whole(8, 15, 'check.label.serverWindow')),
  clientTakeover: v.boolean(),
  serverTakeover: v.boolean(),
  /** Smaller messages go out uncompressed. */
  thresholdBytes: whole(0, limits.receiveBytesMax, 'check.label.threshold'),
})

const network = v.strictObject({
  /** `auto`: happy eyeballs (RFC 8305). */
  family: v.picklist(['auto', 'ipv4', 'ipv6']),
  /** '': the system's choice. */
  localAddress: text(100, 'check.label.localAddress'),
  noDelay: v.boolean(),
  /** Idle time before TCP's own probes; null: none. */
  keepAliveMs: v.nullable(whole(1_000, 7_200_000, 'check.label.keepAlive')),
})

const limitGroup = v.strictObject({
  /** Wall-clock limit over token, DNS + TCP + proxy + TLS + HTTP, redirects included. */
  deadlineMs: whole(100, 300_000, 'check.label.deadline'),
  /** How long the closing handshake may take before the socket is cut (RFC 6455 §7.1.1). */
  closeTimeoutMs: whole(100, 60_000, 'check.label.closeTimeout'),
  receiveBytes: whole(1, limits.receiveBytesMax, 'check.label.largestMessage'),
  /** From a message's first byte to its last; null: whatever time it takes. */
  messageMs: v.nullable(whole(100, 3_600_000, 'check.label.messageTime')),
  /** No message for so long raises an alarm, and does nothing else; null: never. */
  idleAlarmMs: v.nullable(whole(1_000, 86_400_000, 'check.label.idleAlarm')),
})

const redirects = v.strictObject({ follow: v.boolean(), hops: whole(1, 20, 'check.label.redirects') })

export const overflowPolicies = ['refuse', 'drop-oldest', 'close'] as const
const queue = v.strictObject({
  messages: whole(1, limits.queueMessagesMax, 'check.label.queueLength'),
  bytes: whole(1024, limits.queueBytesMax, 'check.label.queueSize'),
  overflow: v.picklist(overflowPolicies),
  /** What happens to messages while the connection waits to come back: turned away, or kept for the next session. */
  whileDown: v.picklist(['refuse', 'hold']),
})

const heartbeat = v.strictObject({
  enabled: v.boolean(),
  /** From one ping to the next. */
  intervalMs: whole(100, 3_600_000, 'check.label.pingInterval'),
  /** How long a pong may take before it counts as missed. */
  timeoutMs: whole(50, 600_000, 'check.label.pongTimeout'),
  /** Pongs missed in a row before the connection counts as lost. */
  misses: whole(1, 20, 'check.label.missedPongs'),
  /** '': `sockdeck N`. At most 125 bytes go out (RFC 6455 §5.5). */
  payload: text(125, 'check.label.pingPayload'),
  /** Show pings and pongs in the log. */
  logged: v.boolean(),
  /** Answer the peer's pings (RFC 6455 §5.5.2); off to see what its timeout does. */
  autoPong: v.boolean(),
})

const appPing = v.strictObject({
  enabled: v.boolean(),
  /** Sent as a text message; a template. */
  message: text(limits.headerBytes, 'check.label.pingMessage'),
  /** A regular expression; the first text message that matches is the answer. '': any message. */
  answer: text(limits.filterLength, 'check.label.answer'),
  intervalMs: whole(100, 3_600_000, 'check.label.pingInterval'),
  timeoutMs: whole(50, 600_000, 'check.label.answerTimeout'),
  /** Answers missed in a row before the connection counts as lost. */
  misses: whole(1, 20, 'check.label.missedAnswers'),
  /** Show these messages and their answers in the log. */
  logged: v.boolean(),
})

const closeCodeRange = v.pipe(
  v.string(),
  v.regex(/^\d{4}(-\d{4})?$/, () => t('check.closeCodes')),
)
const retryRule = v.strictObject({
  /** A close code, a range of them, or a kind of cause. */
  when: v.variant('kind', [
    v.strictObject({ kind: v.literal('close-code'), codes: closeCodeRange }),
    v.strictObject({ kind: v.literal('http-status'), status: whole(100, 599, 'check.label.httpStatus') }),
    v.strictObject({ kind: v.literal('cause'), cause: v.picklist(causeKinds) }),
  ]),
  retry: v.boolean(),
  /** Not before; 0: as the backoff says. */
  afterMs: whole(0, 3_600_000, 'check.label.wait'),
})
export type RetryRule = v.InferOutput<typeof retryRule>

export const jitters = ['full', 'equal', 'none'] as const
const reconnect = v.strictObject({
  enabled: v.boolean(),
  /** First ceiling of the delay; each next one is `factor` times as high, up to `capMs`. */
  baseMs: whole(10, 600_000, 'check.label.firstRetry'),
  factor: v.pipe(v.number(() => t('check.number', { what: t('check.label.factor') })), v.minValue(1, () => t('check.least', { what: t('check.label.factor'), least: 1 })), v.maxValue(10, () => t('check.most', { what: t('check.label.factor'), most: 10 }))),
  capMs: whole(10, 3_600_000, 'check.label.longestRetry'),
  /** `full`: random below the ceiling; `equal`: its upper half; `none`: the ceiling itself. */
  jitter: v.picklist(jitters),
  /** null: for as long as it takes. */
  attempts: v.nullable(whole(1, 100_000, 'check.label.attempts')),
  /** A connection that stayed up this long counts as well again: its backoff starts anew. */
  minUptimeMs: whole(0, 3_600_000, 'check.label.minimumUptime'),
  /** The first that fits decides; without one, the table in docs/causes.md. */
  rules: v.pipe(v.array(retryRule), v.maxLength(100, () => t('check.rules', { most: 100 }))),
})

const onOpen = v.strictObject({
  /** Sent in this order after each open; templates. */
  messages: v.pipe(
    v.array(v.strictObject({ format: v.picklist(messageFormats), text: text(limits.onOpenCharacters, 'check.label.message'), enabled: v.boolean() })),
    v.maxLength(50, () => t('check.onOpenMessages', { most: 50 })),
  ),
})

const groups = { request, tls, proxy, compression, network, limits: limitGroup, redirects, queue, heartbeat, appPing, reconnect, onOpen }

/** All of them, with nothing left to inherit. */
export const optionsSchema = v.strictObject({ ...groups, auth: authSchema })
export type Options = v.InferOutput<typeof optionsSchema>

/** What one layer sets; what it leaves out comes from the layer below. */
export const overridesSchema = v.partial(
  v.strictObject({
    request: v.partial(request),
    auth: authSchema,
    tls: v.partial(tls),
    proxy: v.partial(proxy),
    compression: v.partial(compression),
    network: v.partial(network),
    limits: v.partial(limitGroup),
    redirects: v.partial(redirects),
    queue: v.partial(queue),
    heartbeat: v.partial(heartbeat),
    appPing: v.partial(appPing),
    reconnect: v.partial(reconnect),
    onOpen: v.partial(onOpen),
  }),
)
export type Overrides = v.InferOutput<typeof overridesSchema>
export type OptionGroup = keyof Options

/** What holds where nobody set anything; heartbeat defaults find a half-open peer within 15 s. */
export const defaultOptions: Options = {
  request: { query: [], headers: [], cookies: [], protocols: [], protocolRequired: true, origin: '' },
  auth: { kind: 'none' },
  tls: {
    ca: { file: '', text: '' },
    certificate: { file: '', text: '' },
    key: { file: '', secret: '' },
    pfx: { file: '', secret: '' },
    passphrase: '',
    serverName: '',
    minVersion: null,
    maxVersion: null,
    pins: [],
    accepted: [],
  },
  proxy: { kind: 'none', host: '', port: 8080, user: '', password: '', bypass: 'localhost, 127.0.0.0/8, ::1' },
  compression: { mode: 'off', clientWindowBits: null, serverWindowBits: null, clientTakeover: true, serverTakeover: true, thresholdBytes: 1024 },
  network: { family: 'auto', localAddress: '', noDelay: true, keepAliveMs: null },
  limits: { deadlineMs: 10_000, closeTimeoutMs: 3_000, receiveBytes: limits.receiveBytes, messageMs: null, idleAlarmMs: null },
  redirects: { follow: false, hops: 5 },
  queue: { messages: limits.queueMessages, bytes: limits.queueBytes, overflow: 'refuse', whileDown: 'refuse' },
  heartbeat: { enabled: true, intervalMs: 5_000, timeoutMs: 5_000, misses: 2, payload: '', logged: false, autoPong: true },
  appPing: { enabled: false, message: '{"type":"ping"}', answer: 'pong', intervalMs: 15_000, timeoutMs: 10_000, misses: 2, logged: true },
  reconnect: { enabled: true, baseMs: 1_000, factor: 2, capMs: 30_000, jitter: 'full', attempts: null, minUptimeMs: 10_000, rules: [] },
  onOpen: { messages: [] },
}
