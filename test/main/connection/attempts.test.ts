import { describe, expect, it } from 'vitest'
import { Attempts } from '../../../main/connection/attempts'
import { AttemptTrace } from '../../../main/connection/trace'
import type { AttemptHop } from '../../../shared/attempt'
import { limits } from '../../../shared/limits'
import { FakeClock } from '../../support/clock'

const trace = (id: number) => new AttemptTrace({ id, connectionId: 'c1', name: 'a', attempt: id, url: 'ws://h/', clock: new FakeClock() })
const refusedHop = (body: string): AttemptHop => ({
  url: 'ws://h/', address: '', localAddress: '', proxy: '', tls: null, requestLine: '', requestHeaders: [],
  response: { status: 503, reason: '', headers: [], body, bodyCut: false },
})

describe('the attempts of a connection', () => {
  it('are the last ones, newest first, as copies', () => {
    const attempts = new Attempts()
    for (let id = 1; id <= limits.attemptsKept + 5; id += 1) attempts.add(trace(id))
    const list = attempts.list()
    expect(list.map(({ id }) => id)).toEqual(Array.from({ length: limits.attemptsKept }, (_, i) => limits.attemptsKept + 5 - i))
    list[0]?.steps.push({ phase: 'dns', startMs: 0, endMs: null, detail: '' })
    expect(attempts.list()[0]?.steps).toEqual([])
  })

  it('keep whole bodies of the newest only: thousands of connections that are refused would add up', () => {
    const attempts = new Attempts()
    for (let id = 1; id <= 10; id += 1) {
      const one = trace(id)
      one.hop(refusedHop('x'.repeat(limits.refusalBodyBytes)))
      attempts.add(one)
    }
    const bodies = attempts.list().map(({ hops }) => hops[0]?.response)
    expect(bodies.slice(0, 3).map((response) => [response?.body.length, response?.bodyCut])).toEqual(Array(3).fill([limits.refusalBodyBytes, false]))
    expect(bodies.slice(3).map((response) => [response?.body.length, response?.bodyCut])).toEqual(Array(7).fill([2_048, true]))
  })
})
