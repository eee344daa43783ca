/** `npm run torture`: the tests that repeat themselves, with their full counts; writes docs/torture.md as they say it. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { machineWords } from './machine.mjs'
import { root, runTool } from './process.mjs'

const report = path.join(root, 'out/torture.ndjson')
const page = path.join(root, 'docs/torture.md')

/** Tests of the stores and the calls whose number depends on `count` of test/support/counts.ts; faults have a run of their own. */
function patientTests() {
  return readdirSync(path.join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.test\.ts$/.test(file) && !/^(e2e|integration[/\\](faults|interop))\b/.test(file))
    .map((file) => path.join('test', file))
    .filter((file) => /\bcount\(/.test(readFileSync(path.join(root, file), 'utf8')) && readFileSync(path.join(root, file), 'utf8').includes('support/counts'))
    .sort()
}

function rowsOf(text) {
  return text.trim().split('\n').filter((line) => line !== '').map((line) => JSON.parse(line)).sort((a, b) => (a.what < b.what ? -1 : 1))
}

function pageOf(rows) {
  const lines = rows.map(({ what, count, lost, seconds }) => `| ${what} | ${count.toLocaleString('en')} | ${lost} | ${seconds.toFixed(1)} |`)
  return `# Torture

What the stores and the calls of the window endure. \`npm run torture\` does all of it, some minutes long, and writes this page; \`npm test\` does
the same with smaller counts. A row is one test: it fails at the first loss, and says it here.

| what is done | times | lost | seconds |
|---|---:|---|---:|
${lines.join('\n')}

${machineWords()}
`
}

export async function runTorture({ env }, args) {
  mkdirSync(path.dirname(report), { recursive: true })
  rmSync(report, { force: true })
  try {
    await runTool('vitest', 'vitest', ['run', ...patientTests(), ...args], { env: { ...env, SOCKDECK_TORTURE: '1', SOCKDECK_TORTURE_REPORT: report } })
  } finally {
    if (existsSync(report)) writeFileSync(page, pageOf(rowsOf(readFileSync(report, 'utf8'))))
  }
}
