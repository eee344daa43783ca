/** `npm run bench [case…] [--runs=5] [--quick]`: measures, prints tables, and keeps them in docs/benchmarks.md. `--quick` only shows that all works. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { broadcast } from './cases/broadcast'
import { comeback } from './cases/comeback'
import { connect } from './cases/connect'
import { exporting } from './cases/exporting'
import { history } from './cases/history'
import { metrics } from './cases/metrics'
import { receive } from './cases/receive'
import { schedule } from './cases/schedule'
import { start } from './cases/start'
import { typing } from './cases/typing'
import { windowed } from './cases/windowed'
import { buildGoPeer, machineWords } from './machine'
import { compare, type Case, type Result } from './measure'
import { built } from './processes'
import { documentWith, tableOf } from './report'

const cases = { receive, window: windowed, broadcast, connect, history, export: exporting, metrics, start, comeback, typing, schedule }
const document = path.join(built, '../../docs/benchmarks.md')
const say = (words: string) => console.log(words)

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string' }, quick: { type: 'boolean', default: false } },
})
const { quick } = values
const runs = Number(values.runs ?? (quick ? 1 : 5))
if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs is a whole number from 1 on')
const chosen = positionals.length === 0 ? Object.keys(cases) : positionals
for (const name of chosen) if (!Object.hasOwn(cases, name)) throw new Error(`There is no case "${name}"; cases are ${Object.keys(cases).join(', ')}`)

async function resultsOf({ comparisons }: Case, goPeer: string | null): Promise<Result[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sockdeck-bench-'))
  try {
    const results: Result[] = []
    for (const comparison of await comparisons({ quick, goPeer, folder })) {
      say(comparison.lines[0]?.what ?? '')
      results.push(...(await compare(comparison, runs, (words) => say(`  ${words}`))))
    }
    return results
  } finally {
    // Processes of an app that was killed may write for a moment yet.
    rmSync(folder, { recursive: true, force: true, maxRetries: 30 })
  }
}

function keep(name: string, section: string): void {
  const before = existsSync(document) ? readFileSync(document, 'utf8') : ''
  writeFileSync(document, documentWith(before, { name, section }, Object.values(cases).map((each) => each.name)))
}

const goPeer = buildGoPeer()
if (goPeer === null) say('The Go peer is skipped: it needs Go and gorilla/websocket (Debian: golang-go golang-github-gorilla-websocket-dev)')
for (const [key, each] of Object.entries(cases)) {
  if (!chosen.includes(key)) continue
  say(`\n${each.name}`)
  const table = tableOf(await resultsOf(each, goPeer))
  const date = new Date().toISOString().slice(0, 10)
  say(`\n${table}\n`)
  if (!quick) keep(each.name, `${each.about}\n\n${table}\n\n${date}, ${machineWords(goPeer)}, median of ${runs} ${runs === 1 ? 'run' : 'runs'}.`)
}
