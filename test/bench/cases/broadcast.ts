/** The same message to many sockets: in bursts, each round of which is done when the system has taken all, and once. */
import type { Figures, Load } from '../load'
import type { Case, CaseContext, Comparison } from '../measure'
import { messageOf } from '../messages'
import { figuresOf, figuresOfOurs, withServer } from '../processes'

export const broadcast: Case = {
  name: 'Broadcast',
  about: 'A round is over when the system has taken all its messages; the next one follows at once. Ours has every sent message on disk at the end.',
  comparisons: (context) => [
    comparison({ sockets: 100, burst: 16, leastOfGo: 1.5 }, context),
    comparison({ sockets: 1_000, burst: 16, leastOfGo: 1.5 }, context),
    comparison({ sockets: 1_000, burst: 1, leastOfGo: 0.9 }, context),
    comparison({ sockets: 5_000, burst: 1, leastOfGo: 0.9 }, context),
  ],
}

function comparison({ sockets, burst, leastOfGo }: { sockets: number; burst: number; leastOfGo: number }, { quick, goPeer }: CaseContext): Comparison {
  const inAll = (quick ? 2 : 100) * 1_000 * burst
  const rounds = Math.ceil(inAll / burst / sockets) * (burst === 1 ? 4 : 1)
  const run = (program: (load: Partial<Load>) => Promise<Figures>) => () =>
    withServer(async (server) => {
      const figures = await program({ kind: 'broadcast', url: server.url, sockets, rounds, burst, text: messageOf(0) })
      const missing = sockets * burst * rounds - (await server.received())
      return { ...figures, lost: (figures['lost'] ?? 0) + missing }
    })
  const what = `${burst === 1 ? 'once' : `bursts of ${burst}`} to ${sockets.toLocaleString('en-US')} sockets`
  return {
    lines: [{ what, key: 'rate', unit: 'msg/s', targets: [{ of: 'go', least: leastOfGo }] }],
    run: {
      ours: run((load) => figuresOfOurs('pool', load)),
      ws: run((load) => figuresOfOurs('bare', load)),
      ...(goPeer !== null && { go: run((load) => figuresOf(goPeer, [], load)) }),
    },
  }
}
