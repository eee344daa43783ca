import { beforeEach, describe, expect, it } from 'vitest'
import { Draft } from '../../../main/connection/draft'
import { Pings } from '../../../main/connection/pings'
import type { Frame } from '../../../main/connection/wire'
import { limits } from '../../../shared/limits'
import { fillTemplate } from '../../../shared/template'
import { FakeClock } from '../../support/clock'
import { text } from '../../support/engine'
import { FakeSocket } from '../../support/fake-socket'

let clock: FakeClock
let socket: FakeSocket
let pings: Pings
let logged: string[]
let rtts: number[]
const pong = (payload: string, direction: Frame['direction'] = 'in'): Frame => ({ kind: 'pong', direction, data: Buffer.from(payload), compressed: false })

beforeEach(() => {
  clock = new FakeClock()
  socket = new FakeSocket()
  logged = []
  rtts = []
  const make = (draft: Draft) => draft.make((template) => fillTemplate(template, (name) => (name === 'host' ? { text: 'filled', secret: false } : null)))
  pings = new Pings({ clock, filling: { make }, ledger: { pinged: (payload) => logged.push(Buffer.from(payload).toString()) }, onRtt: (rtt) => rtts.push(rtt) })
})

describe('a ping by hand', () => {
  it('goes out with its payload, is listed, and measures the round trip', async () => {
    expect(pings.send(socket, text('hello'))).toBeNull()
    expect([socket.pings, logged]).toEqual([['hello'], ['hello']])
    await clock.advance(42)
    const frames = [pong('other'), pong('hello', 'out'), pong('hello'), pong('hello')]
    expect(pings.hear(frames)).toEqual(new Set([frames[2]]))
    expect(rtts).toEqual([42])
    expect(pings.hear(frames)).toBeNull()
  })

  it('may be answered with its newest, and the ones before it wait no longer', async () => {
    for (const payload of ['a', 'b', 'c', 'b']) pings.send(socket, text(payload))
    await clock.advance(5)
    expect(pings.hear([pong('b')])?.size).toBe(1)
    expect(pings.hear([pong('a')])).toBeNull()
    expect(pings.hear([pong('c'), pong('b')])?.size).toBe(2)
    expect(rtts).toEqual([5, 5, 5])
  })

  it('is filled like any message', () => {
    const draft = (template: string) => new Draft({ format: 'text', text: template })
    expect(pings.send(socket, draft('{{host}}'))).toBeNull()
    expect(socket.pings).toEqual(['filled'])
    expect(pings.send(socket, draft('{{nobody}}'))).toBe('unknown-variable')
    expect(pings.send(socket, new Draft({ format: 'json', text: '{' }))).toBe('bad-message')
  })

  it('is refused where it can not go out, and is then nowhere', () => {
    expect(pings.send(null, text('x'))).toBe('not-open')
    expect(pings.send(socket, text('é'.repeat(62)))).toBeNull()
    expect(pings.send(socket, text('é'.repeat(63)))).toBe('message-too-large')
    socket.ping = () => false
    expect(pings.send(socket, text('x'))).toBe('queue-full')
    expect(logged).toHaveLength(1)
  })

  it('is forgotten with its session, and when too many wait for a peer that never answers', () => {
    for (let i = 0; i <= limits.pendingPongs; i += 1) pings.send(socket, text(`p${i}`))
    expect(pings.hear([pong('p0')])).toBeNull()
    expect(pings.hear([pong('p1')])?.size).toBe(1)
    pings.sessionOver()
    expect(pings.hear([pong('p2')])).toBeNull()
  })
})
