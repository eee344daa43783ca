import { describe, expect, it } from 'vitest'
import { AttemptTrace } from '../../../main/connection/trace'
import { cause } from '../../../main/lib/fault'
import { FakeClock } from '../../support/clock'

function newTrace(clock = new FakeClock()) {
  return { clock, trace: new AttemptTrace({ id: 3, connectionId: 'c1', name: 'n', attempt: 2, url: 'ws://a/', clock }) }
}

describe('the trace of an attempt', () => {
  it('times each step from the start, and ends one with the next', async () => {
    const { clock, trace } = newTrace()
    expect(trace.phase).toBe('prepare')
    trace.enter('dns', 'host')
    await clock.advance(10)
    trace.found('host: 127.0.0.1')
    trace.enter('tcp')
    await clock.advance(5)
    expect(trace.record.steps).toEqual([
      { phase: 'dns', startMs: 0, endMs: 10, detail: 'host: 127.0.0.1' },
      { phase: 'tcp', startMs: 10, endMs: null, detail: '' },
    ])
    expect(trace.phase).toBe('tcp')
    trace.leave()
    trace.found('nobody asks any more')
    expect(trace.record.steps[1]).toEqual({ phase: 'tcp', startMs: 10, endMs: 15, detail: '' })
    expect(trace.phase).toBe('tcp')
  })

  it('keeps the first message, what was agreed on, and the end', async () => {
    const { clock, trace } = newTrace()
    await clock.advance(7)
    trace.opened('json', 'permessage-deflate')
    await clock.advance(3)
    trace.firstMessage()
    await clock.advance(3)
    trace.firstMessage()
    const why = cause('open', 'reset')
    trace.over(why)
    expect(trace.record).toMatchObject({ id: 3, attempt: 2, agreed: { protocol: 'json', extensions: 'permessage-deflate' }, openMs: 7, firstMessageMs: 10, cause: why })
    expect(trace.record.endedAt).toBe(clock.now())
  })
})
