/** docs/faults.md: the fault matrix as the rows themselves told it. */

/** "F2" before "F10", and the targets without a number last, by name. */
function order({ id: a }, { id: b }) {
  const numbers = [a, b].map((id) => (/^F\d+/.test(id) ? Number(id.slice(1)) : Infinity))
  return numbers[0] - numbers[1] || (a < b ? -1 : Number(a > b))
}

const cell = (text) => (text === '' ? '–' : text.replaceAll('|', '\\|').replaceAll('\n', ' '))

/** What did not hold comes into the table too: the page is what the run saw. */
function resultOf({ result, measured }) {
  if (result === 'holds') return cell(measured)
  return result.startsWith('skipped') ? cell(result) : `**failed**: ${cell(result)}`
}

const mostKept = 1024 * 1024
const KiB = (bytes) => `${Math.max(0, Math.round(bytes / 1024))} KiB`

function memory(weights) {
  if (weights.length === 0) return 'The rows were not weighed.'
  const [most] = weights.toSorted((a, b) => b.kept - a.kept)
  const held = weights.filter(({ kept }) => kept <= mostKept).length
  return `${held} of ${weights.length} leave no memory behind; the most, ${KiB(most.kept)}, is kept after ${most.id}: ${most.fault}.`
}

export function faultsPage(rows, machine, weights = []) {
  const sorted = rows.toSorted(order)
  const held = rows.filter(({ result }) => result === 'holds').length
  const lines = sorted.map((row) => `| ${cell(row.id)} | ${cell(row.fault)} | ${cell(row.target)} | ${resultOf(row)} | ${cell(row.bare)} | ${row.seconds.toFixed(1)} |`)
  return `# The pool under faults

What is done to the pool, what must come of it, and what came. \`npm run faults\` runs every row with its full counts and writes this page; \`npm test\` runs
the same rows with smaller counts. Beside its own target a row must leave nothing behind: within 2 seconds, timers, sockets, listeners and open files are
what they were before. Where others are in the same pool they lose no message, and their slowest echo in a hundred comes less than 20 ms later
than in peace. And each row is run twice more, with small counts: what the second time leaves on the heap of the test's process, after garbage is collected,
must be less than 1 MiB.

The last column but one says what bare \`ws\`, the library under the pool, did with the same fault.

${held} of ${rows.length} rows hold. ${memory(weights)}

| # | fault | target | measured | bare ws | seconds |
|---|---|---|---|---|---:|
${lines.join('\n')}

${machine}
`
}
