import type { AttemptHop, AttemptRecord, HeaderLine } from '../../shared/attempt'
import type { Phase } from '../../shared/connection'
import { t } from '../../shared/words/words'
import { agreedFacts, attemptLook, attemptMs, hopFacts, phaseMs, tlsFacts } from './attempt'
import { causeFacts, phaseWords, type Fact } from './cause'
import { roundTrip } from './time'

export interface CompareRow {
  label: string
  /** Empty: there is none. */
  a: string
  b: string
  differs: boolean
}

export interface CompareSection {
  title: string
  rows: CompareRow[]
}

const timedPhases: readonly Phase[] = ['prepare', 'auth', 'dns', 'tcp', 'proxy', 'tls', 'http']
/** They are never the same twice (RFC 6455 §4.1, RFC 7616 §3.4). */
const alwaysNew = new Set(['sec-websocket-key', 'sec-websocket-accept', 'date'])
/** Two times are told apart when one is so much longer, by share and in ms: less is noise. */
const noticeableShare = 1.3
const noticeableMs = 5
const shownBody = 400

export function compareAttempts(a: AttemptRecord, b: AttemptRecord, now: number): CompareSection[] {
  const hops = Array.from({ length: Math.max(a.hops.length, b.hops.length) }, (_, i) => i)
  const sections = [
    { title: t('attempts.compare.outcome'), rows: [row(t('attempts.compare.result'), resultWords(a), resultWords(b)), ...factRows(outcomeFacts(a), outcomeFacts(b))] },
    { title: t('attempts.compare.timing'), rows: timingRows(a, b, now) },
    ...hops.flatMap((i) => hopSections(hops.length === 1 ? '' : String(i + 1), a.hops[i], b.hops[i])),
  ]
  return sections.filter(({ rows }) => rows.length > 0)
}

/** Only what differs. */
export function differencesIn(sections: readonly CompareSection[]): CompareSection[] {
  return sections.map(({ title, rows }) => ({ title, rows: rows.filter(({ differs }) => differs) })).filter(({ rows }) => rows.length > 0)
}

/** How long it took stands with the times. */
function resultWords(record: AttemptRecord): string {
  return record.cause === null && record.openMs !== null ? t('attempts.open') : attemptLook(record).words
}

function outcomeFacts(record: AttemptRecord): Fact[] {
  return [{ label: t('attempts.fact.url'), value: record.url }, ...(record.cause === null ? [] : causeFacts(record.cause)), ...agreedFacts(record)]
}

function timingRows(a: AttemptRecord, b: AttemptRecord, now: number): CompareRow[] {
  const times: [string, number | null, number | null][] = [
    ...timedPhases.map((phase): [string, number | null, number | null] => [phaseWords[phase], phaseMs(a, phase, now), phaseMs(b, phase, now)]),
    [t('attempts.step.firstMessage'), a.firstMessageMs, b.firstMessageMs],
    [t('attempts.compare.inAll'), attemptMs(a, now), attemptMs(b, now)],
  ]
  return times
    .filter(([, first, second]) => first !== null || second !== null)
    .map(([label, first, second]) => ({ label, a: timeWords(first), b: timeWords(second), differs: timesDiffer(first, second) }))
}

function timeWords(ms: number | null): string {
  return ms === null ? '' : roundTrip(ms)
}

function timesDiffer(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return true
  const [short, long] = a < b ? [a, b] : [b, a]
  return long - short >= noticeableMs && long >= short * noticeableShare
}

function hopSections(place: string, a: AttemptHop | undefined, b: AttemptHop | undefined): CompareSection[] {
  const [first, second] = [a?.response ?? null, b?.response ?? null]
  const status = (response: AttemptHop['response']) => (response === null ? '' : `${response.status} ${response.reason}`.trim())
  const titled = (title: string) => (place === '' ? title : t('attempts.numbered', { title, place }))
  return [
    { title: titled(t('attempts.route')), rows: factRows(a ? hopFacts(a) : [], b ? hopFacts(b) : []).map(withoutPort) },
    { title: titled('TLS'), rows: factRows(certificateFacts(a), certificateFacts(b)) },
    {
      title: titled(t('attempts.request')),
      rows: [...rowsIfAny(t('attempts.compare.requestLine'), a?.requestLine ?? '', b?.requestLine ?? ''), ...headerRows(a?.requestHeaders ?? [], b?.requestHeaders ?? [])],
    },
    {
      title: titled(t('attempts.response')),
      rows: [
        ...rowsIfAny(t('attempts.compare.status'), status(first), status(second)),
        ...headerRows(first?.headers ?? [], second?.headers ?? []),
        ...bodyRows(first?.body ?? '', second?.body ?? ''),
      ],
    },
  ]
}

/** This side's port is a new one each time. */
function withoutPort(line: CompareRow): CompareRow {
  const host = (address: string) => address.replace(/:\d+$/, '')
  return line.label === t('attempts.fact.from') ? { ...line, differs: host(line.a) !== host(line.b) } : line
}

function certificateFacts(hop: AttemptHop | undefined): Fact[] {
  if (hop?.tls === null || hop === undefined) return []
  const chain = hop.tls.chain.flatMap(({ subject, issuer, validTo, fingerprint }, i) => {
    const name = i === 0 ? t('attempts.compare.certificate') : t('attempts.compare.issuer', { number: i })
    return [
      { label: name, value: subject },
      { label: t('attempts.compare.issuedBy', { name }), value: issuer },
      { label: t('attempts.compare.validTo', { name }), value: validTo },
      { label: t('attempts.compare.print', { name }), value: fingerprint },
    ]
  })
  return [...tlsFacts(hop.tls), ...chain]
}

function row(label: string, a: string, b: string): CompareRow {
  return { label, a, b, differs: a !== b }
}

function rowsIfAny(label: string, a: string, b: string): CompareRow[] {
  return a === '' && b === '' ? [] : [row(label, a, b)]
}

function bodyRows(a: string, b: string): CompareRow[] {
  const cut = (body: string) => (body.length > shownBody ? `${body.slice(0, shownBody)}…` : body)
  return rowsIfAny(t('attempts.compare.body'), a, b).map((line) => ({ ...line, a: cut(a), b: cut(b) }))
}

function factRows(a: readonly Fact[], b: readonly Fact[]): CompareRow[] {
  const valueOf = (facts: readonly Fact[], label: string) => facts.find((fact) => fact.label === label)?.value ?? ''
  return inBoth(a.map(({ label }) => label), b.map(({ label }) => label)).map((label) => row(label, valueOf(a, label), valueOf(b, label)))
}

/** Header names ignore case, and one may come more than once (RFC 9110 §5). */
function headerRows(a: readonly HeaderLine[], b: readonly HeaderLine[]): CompareRow[] {
  const key = ({ name }: HeaderLine) => name.toLowerCase()
  const values = (lines: readonly HeaderLine[], name: string) => lines.filter((line) => key(line) === name).map(({ value }) => value).join('\n')
  const nameOf = (name: string) => [...a, ...b].find((line) => key(line) === name)?.name ?? name
  return inBoth(a.map(key), b.map(key)).map((name) => {
    const line = row(nameOf(name), values(a, name), values(b, name))
    return alwaysNew.has(name) && line.a !== '' && line.b !== '' ? { ...line, differs: false } : line
  })
}

/** Each once, in the order of the first list, then of the second. */
function inBoth(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])]
}
