/** Schedules at 100 ms: how far their turns are from the time they are due, beside a plain interval timer. */
import type { Case, CaseContext, Comparison } from '../measure'
import { figuresOfOurs, withServer } from '../processes'
import type { Beating } from '../programs/schedule'

export const schedule: Case = {
  name: 'Schedules',
  about:
    'Each schedule sends to ten sockets every 100 ms. The distance of a turn is that from its place on the grid of its start; the peer is `setInterval` with the same sends over bare `ws`. “At the end” is the distance of the last turn: what adds up.',
  comparisons: (context) => [comparison(1, context), comparison(20, context)],
}

function comparison(schedules: number, { quick }: CaseContext): Comparison {
  const beating = { sockets: 10, schedules, ms: 100, turns: quick ? 10 : 300 }
  const run = (way: Beating['way']) => () => withServer((server) => figuresOfOurs('schedule', { ...beating, way, url: server.url } satisfies Beating))
  const what = schedules === 1 ? '1 schedule' : `${schedules} schedules`
  return {
    lines: [
      { what: `${what}: mean distance`, key: 'drift', unit: 'ms', targets: [{ of: 'ours', most: 5 }] },
      { what: `${what}: 99 % are within`, key: 'p99', unit: 'ms', targets: [] },
      { what: `${what}: at the end`, key: 'last', unit: 'ms', targets: [{ of: 'ours', most: 10 }] },
      { what: `${what}: turns left out`, key: 'skipped', unit: 'messages', targets: [{ of: 'ours', most: 0 }] },
    ],
    run: { ours: run('ours'), ws: run('bare') },
  }
}
