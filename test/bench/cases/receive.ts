/** Receiving as fast as it comes: ours stores every message on disk, the peers count it or keep it in memory. */
import type { Figures, Load } from '../load'
import type { Case, CaseContext, Comparison } from '../measure'
import { figuresOf, figuresOfOurs, withServer } from '../processes'

const MiB = 1024 * 1024

export const receive: Case = {
  name: 'Receive and capture on disk',
  about: 'The server writes 64 KiB of frames at a time, to each socket as fast as it takes them. The rate is from the first message to the last one on disk.',
  comparisons: (context) => [comparison(1, context), comparison(100, context)],
}

function comparison(sockets: number, { quick, goPeer }: CaseContext): Comparison {
  const messages = quick ? 200_000 : 4_000_000
  const run = (program: (load: Partial<Load>) => Promise<Figures>) => () =>
    withServer(({ url }) => program({ kind: 'receive', url: `${url}/?sockets=${sockets}&count=${messages / sockets}`, sockets, messages }))
  const who = sockets === 1 ? '1 socket' : `${sockets} sockets`
  return {
    lines: [
      { what: `${who}: received`, key: 'rate', unit: 'msg/s', targets: [{ of: 'ws', least: 0.5 }, { of: 'go', least: 1 }] },
      { what: `${who}: lost of ${messages.toLocaleString('en-US')}`, key: 'lost', unit: 'messages', targets: [{ of: 'ours', most: 0 }] },
      { what: `${who}: memory for them`, key: 'growth', unit: 'MiB', targets: [{ of: 'ours', most: 150 * MiB }] },
    ],
    run: {
      ours: run((load) => figuresOfOurs('pool', load)),
      ws: run((load) => figuresOfOurs('bare', load)),
      ...(goPeer !== null && { go: run((load) => figuresOf(goPeer, [], load)) }),
    },
  }
}
