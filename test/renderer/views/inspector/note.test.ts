import { afterEach, describe, expect, it } from 'vitest'
import { closeDetails, detailsOf, handshakeOf, noteDetails } from '../../../../renderer/views/inspector/note'
import { captureSource, type LogRow } from '../../../../shared/entry'
import { followLanguage } from '../../../../shared/words/words'
import { attemptHop, failedAttempt } from '../../../support/attempts'
import { logRow } from '../../../support/snapshots'

afterEach(() => followLanguage(() => 'en'))

describe('noteDetails', () => {
  it('puts the words first and lists the rest under readable names', () => {
    const story = noteDetails(JSON.stringify({ event: 'waiting', words: 'Retry 2 in 1.3 s', retry: 2, delayMs: 1312.345, protocol: '', code: null, wasClean: false }))
    expect(story).toEqual({
      words: 'Retry 2 in 1.3 s',
      details: [
        { label: 'Event', value: 'waiting', rows: [] },
        { label: 'Retry', value: '2', rows: [] },
        { label: 'Delay', value: '1312.35 ms', rows: [] },
        { label: 'Was clean', value: 'No', rows: [] },
      ],
    })
  })

  it('makes tables of headers, timing and the cause', () => {
    const story = noteDetails(
      JSON.stringify({ words: '', headers: [['Server', 'hub'], ['X', '<b>']], timing: { dns: 0.2, tcp: 3 }, cause: { phase: 'tcp', httpStatus: 401, retryAfterMs: 5, code: null } }),
    )
    expect(story?.details).toEqual([
      { label: 'Headers', value: '', rows: [['Server', 'hub'], ['X', '<b>']] },
      { label: 'Timing', value: '', rows: [['DNS', '0.2 ms'], ['TCP', '3 ms']] },
      { label: 'Cause', value: '', rows: [['Phase', 'tcp'], ['HTTP status', '401'], ['Retry after', '5 ms']] },
    ])
  })

  it('names what it knows in the language that is set, and the rest as it is called', () => {
    followLanguage(() => 'zh-CN')
    const story = noteDetails('{"words":"","retry":2,"cause":{"retryAfterMs":5},"laterThing":true}')
    expect(story?.details).toEqual([
      { label: '重试次数', value: '2', rows: [] },
      { label: '原因', value: '', rows: [['重试等待', '5 ms']] },
      { label: 'Later thing', value: '是', rows: [] },
    ])
  })

  it.each(['', '[]', 'null', '{"event":'])('answers null to %j', (json) => expect(noteDetails(json)).toBeNull())

  it('takes a __proto__ key for a word like any other', () => {
    noteDetails('{"__proto__":{"polluted":true},"words":"x"}')
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})

describe('handshakeOf', () => {
  const note = { event: 'failed', words: 'Connection refused', handshake: failedAttempt(1) }

  it('finds the attempt that an entry tells of, which the details then leave out', () => {
    expect(handshakeOf(JSON.stringify(note))).toEqual(note.handshake)
    expect(noteDetails(JSON.stringify(note))?.details.map(({ label }) => label)).toEqual(['Event'])
  })

  it('shows the body of the answer that was the last, once', () => {
    const refused = (body: string) => attemptHop({ response: { status: 403, reason: '', headers: [], body, bodyCut: false } })
    const handshake = failedAttempt(1, { hops: [refused('first'), refused('go away')] })
    expect(noteDetails(JSON.stringify({ words: '', handshake }))?.details).toEqual([{ label: 'Body', value: 'go away', rows: [] }])
    expect(noteDetails(JSON.stringify({ words: '', body: 'as captured before', handshake }))?.details).toEqual([{ label: 'Body', value: 'as captured before', rows: [] }])
  })

  it.each(['', '{}', '{"handshake":1}', '{"handshake":{"hops":"many"}}'])('finds none in %j', (json) => expect(handshakeOf(json)).toBeNull())
})

describe('closeDetails', () => {
  it('reads the code, its registered name and the reason', () => {
    const story = closeDetails(Uint8Array.of(0x03, 0xe9, ...new TextEncoder().encode('bye')))
    expect(story.words).toBe('Close frame: 1001 Going Away')
    expect(story.details.map(({ value }) => value)).toEqual(['1001', 'Going Away', 'bye'])
  })

  it('knows a close frame without code or reason', () => {
    expect(closeDetails(new Uint8Array()).words).toBe('Close frame without a code')
    expect(closeDetails(Uint8Array.of(3, 232)).details.at(-1)?.value).toBe('None given')
  })
})

describe('detailsOf', () => {
  const values = (row: LogRow, text = '') => {
    const { words, details } = detailsOf(row, new TextEncoder().encode(text))
    const lines = details.flatMap(({ label, value, rows }) => (rows.length > 0 ? rows : [[label, value]]))
    return { words, known: Object.fromEntries(lines) as Record<string, string> }
  }

  it('tells of a frame when it came, how large it was, and whether it was compressed', () => {
    const { words, known } = values(logRow(1_204, { at: 1.25, elapsed: 1234.5678, size: 2_048, compressed: true, direction: 'out', kind: 'binary' }))
    expect(words).toBe('')
    expect(known).toMatchObject({
      'Number': '#1,204', 'Since start': '1.234568 s', 'Connection': 'Socket a', 'URL': 'ws://127.0.0.1:7625/echo', 'Direction': 'Sent', 'Kind': 'binary message', 'Size': '2,048 bytes',
    })
    expect(known['Time']).toMatch(/\.001250$/)
    expect(known['Compressed']).toMatch(/^Yes/)
    expect(values(logRow(1)).known['Compressed']).toBe('No')
  })

  it('puts what a close frame or a life-cycle entry means before what the log knows of it', () => {
    const close = detailsOf(logRow(1, { kind: 'close' }), Uint8Array.of(0x03, 0xe8))
    expect([close.words, close.details[0]?.value, close.details.at(-1)?.label]).toEqual(['Close frame: 1000 Normal Closure', '1000', 'Entry'])
    const story = values(logRow(1, { kind: 'lifecycle', direction: 'none' }), '{"words":"Open","rttMs":2}')
    expect([story.words, story.known['Rtt'], story.known['Size']]).toEqual(['Open', '2 ms', undefined])
  })

  it('shows the preview of a life-cycle entry whose note can’t be read', () => {
    expect(values(logRow(1, { kind: 'lifecycle', direction: 'none', preview: 'Connecting' }), 'oops').words).toBe('Connecting')
  })

  it('gives a mark’s note, and knows that it belongs to no connection', () => {
    const mark = logRow(1, { kind: 'mark', direction: 'none', source: captureSource })
    expect(values(mark, 'before the deploy')).toMatchObject({ words: 'before the deploy' })
    expect(values(mark).words).toBe('Mark')
    expect(values(mark).known).not.toHaveProperty('Connection')
  })
})

it('an idle alarm is told in words', () => {
  const told = noteDetails('{"event":"idle","words":"No message for 30.0 s","alarmMs":30000}')
  expect(told?.details).toContainEqual({ label: 'Idle alarm after', value: '30 s', rows: [] })
})
