import { expect, it } from 'vitest'
import { doneCount, latencies, sorted } from '../../../../renderer/views/composer/results'
import type { BroadcastLine } from '../../../../shared/broadcast'

const sent = { kind: 'sent' } as const
function line(name: string, about: Partial<BroadcastLine> = {}): BroadcastLine {
  return { connectionId: name, name, outcome: sent, reply: null, ...about }
}
const reply = (latencyMs: number, preview = '') => ({ latencyMs, preview })
const names = (lines: readonly BroadcastLine[]) => lines.map(({ name }) => name)

it('shows first what needs a look, and else keeps the order of the deck', () => {
  const lines = [line('b'), line('a'), line('c', { outcome: { kind: 'refused', reason: 'not-open' } }), line('d', { outcome: null })]
  expect(names(sorted({ lines, state: 'running' }, { by: 'fate', down: false }))).toEqual(['c', 'd', 'b', 'a'])
})

it('sorts names as people count', () => {
  const lines = [line('Echo #10'), line('Echo #9'), line('Echo')]
  expect(names(sorted({ lines, state: 'done' }, { by: 'name', down: false }))).toEqual(['Echo', 'Echo #9', 'Echo #10'])
  expect(names(sorted({ lines, state: 'done' }, { by: 'name', down: true }))).toEqual(['Echo #10', 'Echo #9', 'Echo'])
})

it('sorts by latency, those without a reply last either way', () => {
  const lines = [line('none'), line('slow', { reply: reply(30) }), line('fast', { reply: reply(2) })]
  expect(names(sorted({ lines, state: 'done' }, { by: 'latency', down: false }))).toEqual(['fast', 'slow', 'none'])
  expect(names(sorted({ lines, state: 'done' }, { by: 'latency', down: true }))).toEqual(['slow', 'fast', 'none'])
})

it('reads the median and the 95th percentile of the first replies', () => {
  expect(latencies([line('a')])).toBeNull()
  const hundred = Array.from({ length: 100 }, (_, index) => line(`s${index}`, { reply: reply(100 - index) }))
  expect(latencies([...hundred, line('silent')])).toEqual({ count: 100, median: 50, p95: 95 })
  expect(latencies([line('a', { reply: reply(3) })])).toEqual({ count: 1, median: 3, p95: 3 })
})

it('counts those whose turn has come', () => {
  expect(doneCount([line('a'), line('b', { outcome: null })])).toBe(1)
})
