import type { AttemptHop, AttemptRecord, HeaderLine, TlsFacts } from '../../shared/attempt'
import { agreedFacts, attemptLook, attemptMs, hopFacts, timelineOf, tlsFacts } from './attempt'
import { causeAdvice, causeFacts, causeTitle, type Fact } from './cause'
import { validity } from './certificate'
import { segments } from './text'
import { roundTrip } from './time'

/** Who makes the report. */
export interface ReportAbout {
  version: string
  runtime: string
  /** Epoch ms. */
  now: number
}

/**
 * An attempt as Markdown for a bug ticket. It holds nothing that the record does not hold, and main has masked that; what
 * a peer wrote stands inside of fences that it can't close.
 */
export function attemptReport(record: AttemptRecord, about: ReportAbout): string {
  const { now } = about
  return [
    `## WebSocket connection: ${record.cause === null ? attemptLook(record).words : causeTitle(record.cause)}`,
    block('text', table(summaryOf(record, about))),
    ...(record.cause === null ? [] : ['### Cause', adviceWords(record.cause), block('text', table(causeFacts(record.cause)))]),
    '### Timeline',
    block('text', timelineText(record, now)),
    ...record.hops.flatMap((hop, i) => hopText(hop, record.hops.length === 1 ? '' : ` ${i + 1}`, now)),
  ].join('\n\n') + '\n'
}

function summaryOf(record: AttemptRecord, { version, runtime, now }: ReportAbout): Fact[] {
  return [
    { label: 'URL', value: record.url },
    { label: 'Connection', value: `${record.name}, attempt ${record.id}${record.attempt > 1 ? ` (retry ${record.attempt - 1})` : ''}` },
    { label: 'Time', value: new Date(record.at).toISOString() },
    { label: record.openMs === null ? 'Lasted' : 'Open after', value: roundTrip(attemptMs(record, now)) },
    ...agreedFacts(record),
    { label: 'App', value: [`Sockdeck ${version}`, runtime].filter((part) => part !== '').join(', ') },
  ]
}

function adviceWords(cause: NonNullable<AttemptRecord['cause']>): string {
  const { meaning, action } = causeAdvice(cause)
  return `${meaning} ${action}`
}

function timelineText(record: AttemptRecord, now: number): string {
  const ends = { done: '', failed: 'failed here', running: 'still under way', beyond: '' }
  const rows = timelineOf(record, now).bars.map(({ label, startMs, tookMs, detail, end }) => [
    label,
    `at ${roundTrip(startMs)}`,
    tookMs === null ? '' : `took ${roundTrip(tookMs)}`,
    [detail, ends[end]].filter((part) => part !== '').join(', '),
  ])
  return rows.length === 0 ? 'Nothing was begun.' : columns(rows)
}

function hopText(hop: AttemptHop, number: string, now: number): string[] {
  const { response } = hop
  return [
    `### Request${number}`,
    block('text', table(hopFacts(hop))),
    ...(hop.tls === null ? [] : ['TLS:', block('text', tlsText(hop.tls, now))]),
    ...(hop.requestLine === '' ? [] : [block('http', [hop.requestLine, ...headerText(hop.requestHeaders)].join('\n'))]),
    ...(response === null
      ? []
      : [
          `### Response${number}`,
          block('http', [`HTTP ${response.status} ${response.reason}`.trim(), ...headerText(response.headers)].join('\n')),
          ...(response.body === '' ? [] : [block('text', response.bodyCut ? `${response.body}\n[cut here]` : response.body)]),
        ]),
  ]
}

function tlsText(tls: TlsFacts, now: number): string {
  const chain = tls.chain.map((one, i) => {
    const { subject, issuer, names, validFrom, validTo, serial, fingerprint } = one
    const facts = { Subject: subject, Issuer: issuer, Names: names, 'Valid from': validFrom, 'Valid to': `${validTo}${note(validity(one, now).words)}`, Serial: serial, 'SHA-256': fingerprint }
    return `\nCertificate ${i + 1} of ${tls.chain.length}\n${table(Object.entries(facts).map(([label, value]) => ({ label, value })))}`
  })
  return [table(tlsFacts(tls)), ...chain].join('\n')
}

function note(words: string): string {
  return words === '' ? '' : ` (${words})`
}

function headerText(headers: readonly HeaderLine[]): string[] {
  return headers.map(({ name, value }) => `${inLine(name)}: ${inLine(value)}`)
}

function table(facts: readonly Fact[]): string {
  return columns(facts.filter(({ value }) => value !== '').map(({ label, value }) => [label, value]))
}

/** Cells below each other; the last one has no width. */
function columns(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)))
  return rows.map((row) => row.map((cell, i) => (i === row.length - 1 ? inLine(cell) : inLine(cell).padEnd(widths[i] ?? 0))).join('  ').trimEnd()).join('\n')
}

/** A fence is longer than any run of its sign inside (CommonMark §4.5). */
function block(language: string, text: string): string {
  const shown = seen(text, true)
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(Math.max(3, longest + 1))
  return `${fence}${language}\n${shown}\n${fence}`
}

function inLine(text: string): string {
  return seen(text, false)
}

/** Characters that steer a terminal or the direction of text stand by their names. */
function seen(text: string, multiline: boolean): string {
  return segments(text.replaceAll('\r\n', '\n'), { multiline, most: 0 }).map((segment) => segment.text).join('')
}
