import { beforeEach, describe, expect, it } from 'vitest'
import { Pongs } from '../../../main/connection/pongs'
import { limits } from '../../../shared/limits'

let written: { pong: string; told: (taken: boolean) => void }[]
let pongs: Pongs

const ping = (content: number) => Buffer.from(String(content))
const answered = () => written.map(({ pong }) => pong)

beforeEach(() => {
  written = []
  pongs = new Pongs((payload, told) => written.push({ pong: Buffer.from(payload).toString(), told }))
})

describe('Pongs', () => {
  it('answers each ping with its payload, in their order', () => {
    for (let i = 0; i < 10; i += 1) {
      expect(pongs.answer(ping(i))).toBe(true)
      written.at(-1)?.told(true)
    }
    expect(answered()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
  })

  it('gives a socket that takes none no more than its bound, and then answers the newest', () => {
    for (let i = 0; i < 1_000; i += 1) expect(pongs.answer(ping(i))).toBe(true)
    expect(written).toHaveLength(limits.pendingPongs)
    written[0]?.told(true)
    expect(answered().at(-1)).toBe('999')
    for (const { told } of written.slice(1)) told(true)
    expect(written).toHaveLength(limits.pendingPongs + 1)
  })

  it('says that a peer floods which takes no pong for more pings than its bound, not before', () => {
    const most = limits.pendingPongs + limits.skippedPings
    for (let i = 0; i < most; i += 1) if (!pongs.answer(ping(i))) throw new Error(`Too early: ${i}`)
    expect(pongs.answer(ping(most))).toBe(false)
  })

  it('begins to count again with each pong that is taken, not with one that is lost', () => {
    for (const taken of [true, false]) {
      for (let i = 0; i < limits.pendingPongs + limits.skippedPings; i += 1) pongs.answer(ping(i))
      written.at(-1)?.told(taken)
      pongs.answer(ping(1))
      expect(pongs.answer(ping(2))).toBe(taken)
    }
  })
})
