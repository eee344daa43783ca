import type { AttemptHop, AttemptRecord, HeaderLine, TlsFacts } from '../../shared/attempt'
import { t } from '../../shared/words/words'
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
  const outcome = record.cause === null ? attemptLook(record).words : causeTitle(record.cause)
  return [
    `## ${t('attempts.report.title', { outcome })}`,
    block('text', table(summaryOf(record, about))),
    ...(record.cause === null ? [] : [`### ${t('attempts.fact.cause')}`, adviceWords(record.cause), block('text', table(causeFacts(record.cause)))]),
    `### ${t('attempts.timeline')}`,
    block('text', timelineText(record, now)),
    ...record.hops.flatMap((hop, i) => hopText(hop, record.hops.length === 1 ? '' : String(i + 1), now)),
  ].join('\n\n') + '\n'
}

function summaryOf(record: AttemptRecord, { version, runtime, now }: ReportAbout): Fact[] {
  return [
    { label: t('attempts.fact.url'), value: record.url },
    { label: t('attempts.fact.connection'), value: attemptWords(record) },
    { label: t('attempts.fact.time'), value: new Date(record.at).toISOString() },
    { label: t(record.openMs === null ? 'attempts.fact.lasted' : 'attempts.fact.openAfter'), value: roundTrip(attemptMs(record, now)) },
    ...agreedFacts(record),
    { label: t('attempts.fact.app'), value: [`Sockdeck ${version}`, runtime].filter((part) => part !== '').join(', ') },
  ]
}

function attemptWords({ name, id, attempt }: AttemptRecord): string {
  return attempt > 1 ? t('attempts.report.retried', { name, id, number: attempt - 1 }) : t('attempts.report.attempt', { name, id })
}

function adviceWords(cause: NonNullable<AttemptRecord['cause']>): string {
  const { meaning, action } = causeAdvice(cause)
  return `${meaning} ${action}`
}

function timelineText(record: AttemptRecord, now: number): string {
  const ends = { done: '', failed: t('attempts.report.failedHere'), running: t('attempts.report.underWay'), beyond: '' }
  const rows = timelineOf(record, now).bars.map(({ label, startMs, tookMs, detail, end }) => [
    label,
    t('attempts.report.at', { time: roundTrip(startMs) }),
    tookMs === null ? '' : t('attempts.report.took', { time: roundTrip(tookMs) }),
    [detail, ends[end]].filter((part) => part !== '').join(', '),
  ])
  return rows.length === 0 ? t('attempts.nothingBegun') : columns(rows)
}

function hopText(hop: AttemptHop, place: string, now: number): string[] {
  const { response } = hop
  const titled = (title: string) => `### ${place === '' ? title : t('attempts.numbered', { title, place })}`
  return [
    titled(t('attempts.request')),
    block('text', table(hopFacts(hop))),
    ...(hop.tls === null ? [] : ['TLS:', block('text', tlsText(hop.tls, now))]),
    ...(hop.requestLine === '' ? [] : [block('http', [hop.requestLine, ...headerText(hop.requestHeaders)].join('\n'))]),
    ...(response === null
      ? []
      : [
          titled(t('attempts.response')),
          block('http', [`HTTP ${response.status} ${response.reason}`.trim(), ...headerText(response.headers)].join('\n')),
          ...(response.body === '' ? [] : [block('text', response.bodyCut ? `${response.body}\n${t('attempts.report.cut')}` : response.body)]),
        ]),
  ]
}

function tlsText(tls: TlsFacts, now: number): string {
  const chain = tls.chain.map((one, i) => {
    const { subject, issuer, names, validFrom, validTo, serial, fingerprint } = one
    const facts: Fact[] = [
      { label: t('attempts.fact.subject'), value: subject },
      { label: t('attempts.fact.issuer'), value: issuer },
      { label: t('attempts.fact.names'), value: names },
      { label: t('attempts.fact.validFrom'), value: validFrom },
      { label: t('attempts.fact.validTo'), value: `${validTo}${note(validity(one, now).words)}` },
      { label: t('attempts.fact.serial'), value: serial },
      { label: 'SHA-256', value: fingerprint },
    ]
    return `\n${t('attempts.report.certificate', { number: i + 1, total: tls.chain.length })}\n${table(facts)}`
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
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => widthOf(row[i] ?? ''))))
  return rows.map((row) => row.map((cell, i) => (i === row.length - 1 ? inLine(cell) : padded(inLine(cell), widths[i] ?? 0))).join('  ').trimEnd()).join('\n')
}

/** Ideographs and full-width signs take two columns where letters have one width (UAX #11). */
function widthOf(text: string): number {
  return text.length + (text.match(/[\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/g)?.length ?? 0)
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
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
