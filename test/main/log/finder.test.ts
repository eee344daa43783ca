import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Finder, windowBytes } from '../../../main/log/finder'
import { roomFor, Segment } from '../../../main/log/segment'

function segmentOf(payloads: readonly Buffer[]): Segment {
  const segment = new Segment(1, new ArrayBuffer(roomFor(payloads.reduce((sum, payload) => sum + roomFor(payload.length), 0))))
  for (const payload of payloads) segment.push(0, 0, payload, 0)
  return segment
}

/** Asks until the answer is known; says in how many steps. */
function ask(finder: Finder, segment: Segment, index: number): { found: boolean; steps: number } {
  for (let steps = 1; ; steps += 1) {
    const found = finder.contains(segment, segment.start(index), segment.end(index))
    if (found !== null) return { found, steps }
  }
}

const entries = fc.array(
  fc.array(fc.constantFrom('a', 'A', 'b', 'k', 'K', '\u212a', 'é'), { maxLength: 6 }).map((letters) => letters.join('')),
  { minLength: 1, maxLength: 40 },
)

test('answers for each entry as if it stood alone, whichever entries are asked for', () => {
  fc.assert(
    fc.property(entries, fc.constantFrom('a', 'ab', 'ka', 'kk', 'aaa', 'É', 'bkb'), fc.boolean(), fc.infiniteStream(fc.boolean()), (texts, needle, caseSensitive, asked) => {
      const segment = segmentOf(texts.map((text) => Buffer.from(text)))
      const finder = new Finder(needle, caseSensitive)
      texts.forEach((text, index) => {
        if (asked.next().value !== true) return
        const expected = caseSensitive ? text.includes(needle) : new RegExp(needle, 'iu').test(text)
        expect(ask(finder, segment, index).found).toBe(expected)
      })
    }),
    { numRuns: 1_000 },
  )
})

test('sees what is pushed after it has searched all there was', () => {
  const segment = new Segment(1, new ArrayBuffer(1_024))
  const finder = new Finder('needle', true)
  for (const [index, text] of ['hay nee', 'dle', 'needle', 'hay', 'a needle'].entries()) {
    segment.push(0, 0, Buffer.from(text), 0)
    expect(ask(finder, segment, index).found).toBe(text.includes('needle'))
  }
})

test('finds a hit wherever it lies across the windows', () => {
  for (let shift = -8; shift <= 8; shift += 1) {
    const payload = Buffer.alloc(3 * windowBytes, 'x')
    payload.write('\u212aey', 2 * windowBytes + shift)
    const segment = segmentOf([payload])
    expect(ask(new Finder('key', false), segment, 0).found).toBe(true)
    expect(ask(new Finder('keys', false), segment, 0).found).toBe(false)
  }
})

test('searches a large payload in steps of bounded size', () => {
  const segment = segmentOf([Buffer.alloc(10 * windowBytes, 'x')])
  expect(ask(new Finder('needle', false), segment, 0)).toEqual({ found: false, steps: 10 })
})

test('starts anew in the next segment, and in one that took the same memory', () => {
  const memory = new ArrayBuffer(256)
  const finder = new Finder('b', true)
  for (const [index, text] of ['aaab', 'baaa', 'aaaa'].entries()) {
    const segment = new Segment(index + 1, memory)
    segment.push(0, 0, Buffer.from(text), 0)
    expect(ask(finder, segment, 0).found).toBe(text.includes('b'))
  }
})
