import { describe, expect, it } from 'vitest'
import { closeDetails, noteDetails } from '../../../../renderer/views/inspector/note'

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

  it.each(['', '[]', 'null', '{"event":'])('answers null to %j', (json) => expect(noteDetails(json)).toBeNull())

  it('takes a __proto__ key for a word like any other', () => {
    noteDetails('{"__proto__":{"polluted":true},"words":"x"}')
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
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
