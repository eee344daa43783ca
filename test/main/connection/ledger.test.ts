import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cause, Fault } from '../../../main/lib/fault'
import { FakeSocket } from '../../support/fake-socket'
import { settled } from '../../support/clock'
import { text } from '../../support/engine'
import type { PlanAbout } from '../../support/plan'
import { scripted, variables, type Next } from '../../support/scripted'

const refusal = cause('tcp', 'refused', { code: 'ECONNREFUSED' })
const noHeartbeat = { enabled: false }
const start = (script: Next[], about: PlanAbout = {}) => scripted(script, { about })

describe('what is written down of a connection', () => {
  it('shows no token that was offered as a subprotocol', async () => {
    const socket = new FakeSocket({ protocol: 'bearer.sesame' })
    const { connection, rows } = start([socket])
    connection.open()
    await settled()
    expect(JSON.stringify([connection.snapshot, rows()])).not.toContain('sesame')
    connection.close()
    await connection.over()
  })

  it('logs every frame and every step of its life, without the secrets of its URL', async () => {
    const socket = new FakeSocket()
    const { connection, rows } = start([socket])
    connection.open()
    await settled()
    socket.arrive('text', 'hello')
    await settled()
    connection.send(text('hi'))
    await settled()
    connection.close()
    await connection.over()
    const shown = rows().map((row) => `${row.direction} ${row.kind} ${row.preview}`)
    expect(shown[0]).toBe('none lifecycle Connecting to ws://***:***@127.0.0.1/?token=***')
    expect(shown[1]).toMatch(/^none lifecycle Open after/)
    expect(shown.slice(2, 4)).toEqual(['in text hello', 'out text hi'])
    expect(shown[4]).toMatch(/^none lifecycle Closing: 1000/)
    expect(shown[5]).toMatch(/^out close/)
    expect(shown.at(-1)).toMatch(/^none lifecycle Disconnected/)
    expect(JSON.stringify(shown)).not.toContain('secret')
  })

  it('counts messages and bytes both ways and keeps the head of the newest', async () => {
    const socket = new FakeSocket()
    const { connection } = start([socket])
    connection.open()
    await settled()
    socket.arrive('text', 'hello')
    socket.arrive('binary', '\u0001\u0002')
    socket.arrive('ping', 'not a message')
    await settled()
    expect(connection.snapshot.counters).toMatchObject({ messagesIn: 2, bytesIn: 7, controlIn: 1 })
    expect(connection.snapshot.last).toMatchObject({ direction: 'in', preview: '01 02', size: 2 })
    connection.send(text('x'.repeat(500)))
    await settled()
    expect(connection.snapshot.counters).toMatchObject({ messagesOut: 1, bytesOut: 500 })
    expect(connection.snapshot.last?.preview).toHaveLength(160)
    connection.close()
    await connection.over()
  })

  it('keeps a record of each attempt, with what came of it, and puts it into the log', async () => {
    const socket = new FakeSocket({ protocol: 'chat' })
    const { connection, clock, notes } = start([refusal, socket], { heartbeat: noHeartbeat })
    connection.open()
    await clock.advance(500)
    await clock.advance(20)
    expect(connection.attempts).toMatchObject([
      { id: 2, connectionId: 'c1', name: 'Trader', attempt: 2, agreed: { protocol: 'chat' }, firstMessageMs: null, endedAt: null, cause: null },
      { id: 1, attempt: 1, agreed: null, cause: refusal },
    ])
    socket.arrive('ping', 'no message')
    await settled()
    expect(connection.attempts[0]?.firstMessageMs).toBeNull()
    socket.arrive('text', 'hello')
    await clock.advance(30)
    socket.arrive('text', 'again')
    await settled()
    expect(connection.attempts[0]?.firstMessageMs).toBe(20)
    socket.end(cause('open', 'close-frame', { closeCode: 1000, wasClean: true }))
    await settled()
    expect(connection.attempts[0]).toMatchObject({ endedAt: clock.now(), cause: { kind: 'close-frame' } })
    expect(notes().map(({ event, handshake }) => [event, (handshake as { id: number } | undefined)?.id])).toEqual([
      ['connecting', undefined], ['waiting', 1], ['connecting', undefined], ['open', 2], ['closed', 2],
    ])
  })

  it('ends the record of an attempt also when something breaks inside', async () => {
    const { connection, log } = start([new FakeSocket()])
    log.note = (_id, { event }) => {
      if (event === 'open') throw new Error('the log broke')
    }
    connection.open()
    await connection.over()
    expect(connection.attempts[0]).toMatchObject({ cause: { kind: 'unknown' } })
    expect(connection.attempts[0]?.endedAt).not.toBeNull()
  })

  it('raises the idle alarm with one note, shows since when, and takes it back with the next message or the end', async () => {
    const socket = new FakeSocket()
    const { connection, clock, notes } = start([socket], { heartbeat: noHeartbeat, limits: { idleAlarmMs: 5_000 }, reconnect: { enabled: false } })
    connection.open()
    await settled()
    const openedAt = clock.now()
    await clock.advance(60_000)
    expect(connection.snapshot).toMatchObject({ idleSince: openedAt, state: { kind: 'open' } })
    socket.arrive('text', 'hello')
    await settled()
    expect(connection.snapshot.idleSince).toBeNull()
    await clock.advance(5_000)
    expect(connection.snapshot.idleSince).not.toBeNull()
    socket.end(cause('open', 'reset'))
    await settled()
    expect(connection.snapshot.idleSince).toBeNull()
    expect(notes().filter(({ event }) => event === 'idle').map(({ words }) => words)).toEqual(['No message for 5.0 s', 'No message for 5.0 s'])
    expect(clock.pending).toBe(0)
  })

  it('shows the time to the answer of its ping message where the protocol’s heartbeat is off, and hides both where the profile says so', async () => {
    const socket = new FakeSocket()
    const appPing = { enabled: true, message: 'are you there', answer: '^yes', logged: false }
    const { connection, clock, rows } = start([socket], { heartbeat: noHeartbeat, appPing })
    connection.open()
    await clock.advance(12)
    expect(socket.corks).toEqual([['are you there']])
    socket.arrive('text', 'data')
    socket.arrive('text', 'yes I am')
    socket.arrive('text', 'yes again')
    await settled()
    expect(connection.snapshot).toMatchObject({ state: { kind: 'open', rttMs: 12 }, counters: { messagesOut: 1, messagesIn: 3 } })
    expect(rows().filter(({ kind }) => kind === 'text').map(({ preview }) => preview)).toEqual(['data', 'yes again'])
    connection.close()
    await connection.over()
    expect(clock.pending).toBe(0)
  })
})

describe('a secret that a connection uses', () => {
  it('goes out on the wire, and comes to nobody’s eyes: log, state, newest message, attempts', async () => {
    const socket = new FakeSocket({ protocol: 'sesame-chat', extensions: 'x; sesame', headers: [{ name: 'X-Echo', value: 'sesame' }] })
    const about: PlanAbout = {
      heartbeat: { payload: 'beat {{secretWord}}', logged: true },
      request: { headers: [{ name: 'X-Word', value: '{{secretWord}}', enabled: true, secret: false }] },
      onOpen: { messages: [{ format: 'text', text: 'login {{secretWord}}', enabled: true }] },
    }
    const { connection, log, clock, rows, notes, states } = scripted([refusal, socket], { about, surroundings: variables({ secretWord: 'sesame' }) })
    connection.open()
    await clock.advance(500)
    expect(socket.corks).toEqual([['login sesame']])
    expect(socket.pings).toEqual(['beat sesame'])
    socket.arrive('text', `${'x'.repeat(157)}sesame`)
    socket.arrive('text', Buffer.from('user:sesame').toString('base64'))
    socket.arrive('text', `${'x'.repeat(157)}sesame`)
    await settled()
    expect(connection.snapshot.last).toMatchObject({ size: 163, preview: `${'x'.repeat(157)}***` })
    socket.end(cause('open', 'close-frame', { closeCode: 4000, reason: 'sesame is wrong', wasClean: true }))
    await settled()
    const seen = JSON.stringify([rows(), notes(), states, connection.snapshot, connection.attempts])
    expect(seen).not.toContain('sesame')
    expect(seen).toContain('*** is wrong')
    for (const { seq } of rows()) expect(log.bytes(seq).toString()).not.toContain('sesame')
    expect(rows().map(({ preview }) => preview)).toContain('login ******')
  })

  it('is hidden in its bytes too, where a message is written in hex', async () => {
    const socket = new FakeSocket()
    const about: PlanAbout = { heartbeat: noHeartbeat, onOpen: { messages: [{ format: 'hex', text: '01 {{secretKey}} 02', enabled: true }] } }
    const { connection, rows } = scripted([socket], { about, surroundings: variables({ secretKey: 'deadbeef' }) })
    connection.open()
    await settled()
    expect(rows().find(({ kind }) => kind === 'binary')?.preview).toBe('012a2a2a2a02')
    connection.close()
    await connection.over()
  })

  it('is nowhere in what reaches the log or a snapshot, whatever the peer makes of it', async () => {
    const word = fc.string({ unit: 'grapheme-ascii', minLength: 6, maxLength: 24 }).filter((secret) => !/^\**$/.test(secret) && !/\{\{/.test(secret) && secret.trim() === secret)
    const shape = fc.constantFrom<((secret: string) => string)[]>((secret) => secret, encodeURIComponent, (secret) => JSON.stringify({ secret }), (secret) => `<${secret}>${secret}`)
    await fc.assert(
      fc.asyncProperty(word, fc.array(fc.tuple(fc.constantFrom('text' as const, 'binary' as const, 'pong' as const, 'ping' as const), shape, fc.string()), { maxLength: 6 }), shape, async (secret, frames, reasoned) => {
        const socket = new FakeSocket({ headers: [{ name: 'X-Echo', value: reasoned(secret) }] })
        const failure = new Fault(cause('http', 'http-status', { httpStatus: 503, reason: reasoned(secret) }), `<p>${reasoned(secret)}</p>`)
        const about: PlanAbout = { heartbeat: { logged: true }, request: { query: [{ name: 'q', value: '{{secretWord}}', enabled: true, secret: false }] }, reconnect: { attempts: 1 } }
        const { connection, log, clock, rows, states } = scripted([failure, socket], { about, surroundings: variables({ secretWord: secret }) })
        connection.open()
        await clock.advance(1_000)
        for (const [kind, made, beside] of frames) socket.arrive(kind, beside + made(secret))
        await settled()
        connection.send(text(reasoned(secret)))
        await settled()
        socket.end(cause('open', 'close-frame', { closeCode: 1000, reason: reasoned(secret), wasClean: true }))
        await settled()
        await connection.over()
        // As it would be found in a file: in the bytes of each entry, and in JSON of all else.
        const inJson = JSON.stringify(secret).slice(1, -1)
        const seen = JSON.stringify([states, connection.snapshot, connection.attempts])
        const found = rows().filter(({ seq }) => [secret, inJson, encodeURIComponent(secret)].some((form) => log.bytes(seq).includes(form)))
        expect([found, seen.includes(inJson)]).toEqual([[], false])
      }),
      { numRuns: 60 },
    )
  })
})
