/** docs/interop.md: what real servers did, as their tests told it. */

const columns = { connect: 'connects', echo: 'echo', ping: 'ping', large: '1 MiB', compression: 'compression', close: 'we close', closed: 'it closes', restart: 'restart' }

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

function markOf(line) {
  if (line === undefined) return '–'
  if (line.result.startsWith('skipped')) return 'skipped'
  if (line.result !== 'holds') return '**failed**'
  return line.instead === null ? '✓' : cell(line.instead)
}

/** What did not hold is on the page too: it says what the run saw. */
const seenOf = ({ result, seen }) => (result === 'holds' ? seen : `**${result}**`)

function chapterOf([server, lines]) {
  const [{ role, version }] = lines
  const checks = Object.keys(columns).flatMap((id) => lines.filter(({ check }) => check === id))
  const quirks = lines.filter(({ check }) => check === 'quirk')
  const listed = (all) => all.map((line) => `- ${line.title}: ${seenOf(line)}`).join('\n')
  return `## ${server}\n\n${role}; ${version === '' ? 'not installed' : `version ${version}`}.\n\n${listed(checks)}\n${quirks.length === 0 ? '' : `\nBeside these:\n\n${listed(quirks)}\n`}`
}

export function interopPage(rows, machine) {
  const names = [...new Set(rows.map(({ server }) => server))].sort((a, b) => a.localeCompare(b, 'en'))
  const byServer = names.map((name) => [name, rows.filter(({ server }) => server === name)])
  const table = byServer.map(([server, lines]) => `| ${server} ${lines[0].version} | ${Object.keys(columns).map((id) => markOf(lines.find(({ check }) => check === id))).join(' | ')} |`)
  const checks = rows.filter(({ check }) => check !== 'quirk')
  return `# Real servers

What servers that nobody here wrote do with Sockdeck, and what Sockdeck says about it. \`npm run faults\` starts each as a process of its own, asks it
through the pool, and writes this page; \`npm test\` asks the same with fewer sockets. A server that is not installed is skipped; all of them are packages
of Debian and Ubuntu. “Restart” is a kill or a stop under traffic: every socket has to come back, in order, with nothing sent twice.

${checks.filter(({ result }) => result === 'holds').length} of ${checks.length} checks of ${byServer.length} servers hold. ✓: as asked; words: what this server does instead, told below.

| server | ${Object.values(columns).join(' | ')} |
|---|${Object.keys(columns).map(() => '---|').join('')}
${table.join('\n')}

${byServer.map(chapterOf).join('\n')}
${machine}
`
}
