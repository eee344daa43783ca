/** Results as a Markdown table, and the document that keeps the newest table of each case. */
import { reached, subjects, type Result, type Subject, type Target, type Unit } from './measure'

const peers: Record<Subject, string> = { ours: 'Sockdeck', ws: 'bare ws', go: 'Go', electron: 'empty window' }
const bytesOf: Partial<Record<Unit, number>> = { MiB: 1024 * 1024, KiB: 1024 }

function shown(value: number, unit: Unit): string {
  const scaled = value / (bytesOf[unit] ?? 1)
  return `${scaled.toLocaleString('en-US', { maximumFractionDigits: scaled < 10 ? 1 : 0 })} ${unit}`
}

function wanted({ of, least, most }: Target, unit: Unit): string {
  const sign = least === undefined ? '≤' : '≥'
  const bound = least ?? most ?? 0
  return of === 'ours' ? `${sign} ${shown(bound, unit)}` : `${sign} ${bound} × ${peers[of]}`
}

function verdict(result: Result): string {
  const answers = result.line.targets.map((target) => reached(result, target))
  if (answers.includes(false)) return 'missed'
  if (answers.includes(null)) return 'peer missing'
  return answers.length === 0 ? '' : 'met'
}

function cellsOf(result: Result): string[] {
  const { line, values } = result
  const cell = (subject: Subject) => (values[subject] === undefined ? '' : shown(values[subject], line.unit))
  const ratio = (subject: Subject) => (values.ours === undefined || !values[subject] ? '' : (values.ours / values[subject]).toFixed(2))
  return [line.what, ...subjects.map(cell), ratio('ws'), ratio('go'), ratio('electron'), line.targets.map((target) => wanted(target, line.unit)).join(', '), verdict(result)]
}

/** Columns that nothing is in are left out. */
export function tableOf(results: readonly Result[]): string {
  const head = ['', ...subjects.map((subject) => peers[subject]), '÷ bare ws', '÷ Go', '÷ empty window', 'must reach', '']
  const rows = results.map(cellsOf)
  const used = head.map((_, column) => column === 0 || rows.some((row) => row[column] !== ''))
  const line = (cells: readonly string[]) => `| ${cells.filter((_, column) => used[column]).join(' | ')} |`
  return [line(head), line(head.map((_, column) => (column === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n')
}

const preface = `# Benchmarks

Written by \`npm run bench\`; a case that is run alone replaces only its own table. Messages are JSON texts of 100 bytes, and the server is a process of its own on
the same machine. Each figure is the median of the runs; Sockdeck and its peers take turns. The peers are bare \`ws\`, which only counts, and a Go
program (gorilla/websocket, a goroutine for each direction, channels of 256, a map with an RWMutex, received messages kept in memory).
MiB and KiB are growth of the resident set.
`

/** `section` takes the place of the one with the same heading, or comes last; `order` are the names of all cases. */
export function documentWith(before: string, { name, section }: { name: string; section: string }, order: readonly string[]): string {
  const sections = new Map(before.split(/^## /m).slice(1).map((text) => [text.slice(0, text.indexOf('\n')), text.slice(text.indexOf('\n')).trim()]))
  sections.set(name, section)
  const known = order.filter((heading) => sections.has(heading))
  return [preface, ...known.map((heading) => `## ${heading}\n\n${sections.get(heading) ?? ''}\n`)].join('\n')
}
