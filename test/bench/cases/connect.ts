/** Opening thousands of sockets, and what each one costs while nothing happens on it. */
import type { Figures, Load } from '../load'
import type { Case, CaseContext, Comparison } from '../measure'
import { figuresOf, figuresOfOurs, openFiles, withServer } from '../processes'

/** Files that a process has open besides its sockets. */
const spareFiles = 100

export const connect: Case = {
  name: 'Connect and idle',
  about: 'All sockets are opened at once. Memory is the growth of the resident set when all are open, with all loops running and garbage collected.',
  comparisons: (context) => [comparison(context)],
}

function comparison({ quick, goPeer }: CaseContext): Comparison {
  const sockets = quick ? 500 : 5_000
  if (openFiles() < sockets + spareFiles) throw new Error(`${sockets} sockets need as many open files: raise the hard limit (ulimit -H -n ${sockets + spareFiles})`)
  const run = (program: (load: Partial<Load>) => Promise<Figures>) => () => withServer(({ url }) => program({ kind: 'connect', url, sockets }))
  return {
    lines: [
      { what: `${sockets.toLocaleString('en-US')} sockets opened`, key: 'rate', unit: 'sockets/s', targets: [{ of: 'go', least: 1.5 }] },
      { what: 'memory of one idle socket', key: 'perSocket', unit: 'KiB', targets: [{ of: 'ws', most: 1.5 }] },
    ],
    run: {
      ours: run((load) => figuresOfOurs('pool', load)),
      ws: run((load) => figuresOfOurs('bare', load)),
      ...(goPeer !== null && { go: run((load) => figuresOf(goPeer, [], load)) }),
    },
  }
}
