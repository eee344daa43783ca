/** Line: writes a profile as a command line of wscat or websocat, and says what that tool can't do. */
import { isDeepStrictEqual } from 'node:util'
import type { LineFormat, LineReport } from '../../shared/exchange'
import { enabledProtocols, enabledRows } from '../../shared/inherit'
import { defaultOptions, type Row } from '../../shared/options'
import type { Plan } from '../../shared/plan'
import { isMadeOfVariables, templateParts } from '../../shared/template'
import { changeUrlSecrets, isSecretHeader, redactProtocol, unixUrl } from '../../shared/url'
import { t } from '../../shared/words/words'
import { beyond } from './beyond'
import { quoted, type Word } from './shell-words'
import { ShellSecrets } from './shell-secrets'

/** Templates stay as they are. Never throws. */
export function lineFor(plan: Plan, format: LineFormat): LineReport {
  const secrets = new ShellSecrets()
  const words = format === 'wscat' ? wscatWords(plan, secrets) : websocatWords(plan, secrets)
  return { line: words.map(quoted).join(' '), left: [...secrets.told, ...beyond(plan, format)] }
}

type Line = Word[]

function wscatWords(plan: Plan, secrets: ShellSecrets): Line {
  const { tls, proxy, redirects, request } = plan
  const { socketPath, requestPath } = unixUrl(plan.url) ?? { socketPath: '', requestPath: '' }
  const url = socketPath === '' ? plan.url.trim() : `ws+unix://${socketPath}:${requestPath}`
  const flag = (name: string, ...value: Word): Line => (isEmpty(value) ? [] : [[name], value])
  return [
    ['wscat'],
    ...flag('-c', ...urlOf(url, secrets), ...queryOf(plan, secrets, url)),
    ...protocolsOf(plan, secrets).flatMap((name) => flag('-s', ...name)),
    ...flag('-o', request.origin),
    ...headersOf(plan, secrets).flatMap((header) => flag('-H', ...header)),
    ...(plan.auth.kind === 'basic' ? flag('--auth', `${plan.auth.user}:`, ...secrets.word(plan.auth.password, 'PASSWORD', t('main.shell.password'))) : []),
    ...flag('--ca', tls.ca.text === '' ? tls.ca.file : ''),
    ...flag('--cert', tls.certificate.text === '' ? tls.certificate.file : ''),
    ...flag('--key', tls.key.secret === '' ? tls.key.file : ''),
    ...flag('--passphrase', ...secrets.word(tls.passphrase, 'PASSPHRASE', t('main.shell.passphrase'))),
    ...(proxy.kind === 'http' && proxy.host !== '' ? flag('--proxy', ...proxyOf(plan, secrets)) : []),
    ...(redirects.follow ? [['-L'], ['--max-redirects'], [String(redirects.hops)]] : []),
    ...(plan.heartbeat.logged ? [['-P']] : []),
  ]
}

/** Values stand behind `=`, since some flags of websocat would take the next words too. */
function websocatWords(plan: Plan, secrets: ShellSecrets): Line {
  const { tls, proxy, request, reconnect } = plan
  const flag = (name: string, ...value: Word): Line => (isEmpty(value) ? [] : [[`${name}=`, ...value]])
  const unix = unixUrl(plan.url)
  const url = unix === null ? plan.url.trim() : `ws://localhost${unix.requestPath}`
  const target: Word = [...urlOf(url, secrets), ...queryOf(plan, secrets, url)]
  const again = reconnect.enabled && changed(plan, 'reconnect')
  return [
    ['websocat'],
    ...flag('--protocol', ...protocolsOf(plan, secrets).flatMap((name, index): Word => (index === 0 ? name : [', ', ...name]))),
    ...flag('--origin', request.origin),
    ...headersOf(plan, secrets).flatMap((header) => flag('-H', ...header)),
    ...(plan.auth.kind === 'basic' ? flag('--basic-auth', `${plan.auth.user}:`, ...secrets.word(plan.auth.password, 'PASSWORD', t('main.shell.password'))) : []),
    ...flag('--client-pkcs12-der', tls.pfx.secret === '' ? tls.pfx.file : ''),
    ...(tls.pfx.file === '' ? [] : flag('--client-pkcs12-passwd', ...secrets.word(tls.passphrase, 'PASSPHRASE', t('main.shell.pfxPassphrase')))),
    ...(proxy.kind === 'socks5' && proxy.host !== '' ? flag('--socks5', `${inBrackets(proxy.host)}:${proxy.port}`) : []),
    ...pingsOf(plan).flatMap(([name, seconds]) => flag(name, seconds)),
    ...(plan.limits.receiveBytes === defaultOptions.limits.receiveBytes ? [] : flag('-B', String(plan.limits.receiveBytes))),
    ...(again ? flag('--autoreconnect-delay-millis', String(reconnect.baseMs)) : []),
    ...(unix === null ? [] : flag('--ws-c-uri', ...target)),
    ...(again || unix !== null ? [['-']] : []),
    unix === null ? [...(again ? ['autoreconnect:'] : []), ...target] : [`${again ? 'autoreconnect:' : ''}ws-c:unix:${unix.socketPath}`],
  ]
}

/** What nobody has set makes no flag. */
function changed(plan: Plan, group: 'heartbeat' | 'reconnect'): boolean {
  return !isDeepStrictEqual(plan[group], defaultOptions[group])
}

/** websocat's timeout runs from the last pong. */
function pingsOf(plan: Plan): [string, string][] {
  const { enabled, intervalMs, timeoutMs, misses } = plan.heartbeat
  if (!enabled || !changed(plan, 'heartbeat')) return []
  const seconds = (ms: number) => String(Math.max(1, Math.ceil(ms / 1_000)))
  return [['--ping-interval', seconds(intervalMs)], ['--ping-timeout', seconds(intervalMs * misses + timeoutMs)]]
}

function proxyOf({ proxy }: Plan, secrets: ShellSecrets): Word {
  const password = secrets.word(proxy.password, 'PROXY_PASSWORD', t('main.shell.proxyPassword'))
  const user: Word = proxy.user === '' ? [] : [`${encoded(proxy.user)}:`, ...password, '@']
  return ['http://', ...user, `${inBrackets(proxy.host)}:${proxy.port}`]
}

function inBrackets(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/** `name: value` of each header, cookies and authorization among them. */
function headersOf({ request, auth }: Plan, secrets: ShellSecrets): Word[] {
  const valueOf = (kind: 'header' | 'cookie', row: Row): Word => (isHidden(row) ? secrets.word(row.value, `${kind}_${row.name}`, t(`main.shell.${kind}`, { name: row.name })) : [row.value])
  const headers = enabledRows(request.headers).map((row): Word => [`${row.name}: `, ...valueOf('header', row)])
  const cookies = enabledRows(request.cookies).flatMap((row, index): Word => [`${index === 0 ? 'Cookie: ' : '; '}${row.name}=`, ...valueOf('cookie', row)])
  return [
    ...headers,
    ...(cookies.length === 0 ? [] : [cookies]),
    ...(auth.kind === 'bearer' ? [['Authorization: Bearer ', ...secrets.word(auth.token, 'TOKEN', t('main.shell.token'))]] : []),
    ...(auth.kind === 'api-key' && auth.place === 'header' ? [[`${auth.name}: `, ...secrets.word(auth.value, 'API_KEY', t('main.shell.apiKey'))]] : []),
    ...(auth.kind === 'oauth2' ? [['Authorization: Bearer ', { variable: secrets.name('ACCESS_TOKEN', t('main.shell.accessToken')) }]] : []),
  ]
}

/** With a variable in the place of its user name and password, and of each value that sounds secret. */
function urlOf(url: string, secrets: ShellSecrets): Word {
  const mark = '\u0000'
  const names: string[] = []
  // No URL has a NUL in it.
  const marked = changeUrlSecrets(url.replaceAll(mark, ''), (secret) => {
    const user = names.length === 0 && url.includes(`${secret}@`)
    names.push(user ? secrets.name('URL_USER', t('main.shell.urlUser')) : secrets.name('URL_SECRET', t('main.shell.urlSecret')))
    return mark
  })
  return marked.split(mark).flatMap((text, index): Word => (index === 0 ? [text] : [{ variable: names[index - 1] ?? '' }, text]))
}

/** Query parameters of the table, behind those of the URL. */
function queryOf({ request, auth }: Plan, secrets: ShellSecrets, url: string): Word {
  const rows = enabledRows(request.query).map((row): Word => [
    `${encoded(row.name)}=`,
    ...(isHidden(row) ? secrets.word(row.value, `QUERY_${row.name}`, t('main.shell.query', { name: row.name })) : [encoded(row.value)]),
  ])
  if (auth.kind === 'api-key' && auth.place === 'query') rows.push([`${encoded(auth.name)}=`, ...secrets.word(auth.value, 'API_KEY', t('main.shell.apiKeyEncoded'))])
  const first = !url.includes('?') ? '?' : /[?&]$/.test(url) ? '' : '&'
  return rows.flatMap((row, index): Word => [index === 0 ? first : '&', ...row])
}

/** Marked as a secret, or by its name one that somebody forgot to mark. */
function isHidden({ name, value, secret }: Row): boolean {
  return secret || (value !== '' && isSecretHeader(name) && !isMadeOfVariables(value))
}

/** Some servers take a token for a subprotocol. */
function protocolsOf({ request }: Plan, secrets: ShellSecrets): Word[] {
  return enabledProtocols(request.protocols).map((name) =>
    redactProtocol(name) === name || isMadeOfVariables(name) ? [name] : [{ variable: secrets.name('SUBPROTOCOL', t('main.shell.subprotocol')) }],
  )
}

/** Percent-encoded, but for its templates; by way of bytes, since half a surrogate pair can't be encoded. */
function encoded(text: string): string {
  return templateParts(text).map((part) => (part.kind === 'text' ? encodeURIComponent(Buffer.from(part.text).toString()) : part.text)).join('')
}

function isEmpty(word: Word): boolean {
  return word.every((piece) => piece === '')
}
