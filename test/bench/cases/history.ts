/** Ten million entries on disk: how soon they are open again, shown, filtered and searched. */
import { rareSymbol } from '../messages'
import type { Case, Comparison, Line } from '../measure'
import { figuresOfOurs } from '../processes'
import type { Filling } from '../programs/fill'
import type { Reading } from '../programs/read'

const sockets = 100

export const history: Case = {
  name: 'Ten million entries',
  about: `A capture of 100 sockets, read by worker threads with its files in the system's cache. Searches are over all of it; one message in a thousand has “${rareSymbol}”.`,
  async comparisons({ quick, folder }): Promise<Comparison[]> {
    const entries = quick ? 200_000 : 10_000_000
    const filling: Filling = { root: folder, entries, sockets }
    await figuresOfOurs('fill', filling)
    const reading: Reading = { root: folder, entries, literal: rareSymbol, regex: '"price":99[0-9]\\.[0-9]*5,', scattered: '[A-Z]{3}-EUR.*:9[0-9]{2}\\.' }
    return [{ lines, run: { ours: () => figuresOfOurs('read', reading) } }]
  },
}

const atMost = (most: number): Line['targets'] => [{ of: 'ours', most }]
const lines: Line[] = [
  { what: 'reopen', key: 'open', unit: 'ms', targets: atMost(1_000) },
  { what: 'jump to a random row, median', key: 'jump', unit: 'ms', targets: atMost(50) },
  { what: 'jump to a random row, 99 % are within', key: 'jumpP99', unit: 'ms', targets: atMost(50) },
  { what: 'filter by socket', key: 'socket', unit: 'ms', targets: atMost(1_000) },
  { what: 'literal search', key: 'literal', unit: 'ms', targets: atMost(2_500) },
  { what: 'literal search, first hit', key: 'literalFirst', unit: 'ms', targets: atMost(100) },
  { what: 'literal search, upper and lower case alike', key: 'folded', unit: 'ms', targets: [] },
  { what: 'regular expression that begins with a word', key: 'regex', unit: 'ms', targets: atMost(15_000) },
  { what: 'regular expression that begins with a class', key: 'scattered', unit: 'ms', targets: atMost(15_000) },
  { what: 'memory of each entry in a filtered view that has all', key: 'perEntry', unit: 'bytes', targets: atMost(16) },
]
