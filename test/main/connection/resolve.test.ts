import type { LookupAddress } from 'node:dns'
import { describe, expect, it } from 'vitest'
import { sharing } from '../../../main/connection/resolve'

const four: LookupAddress = { address: '127.0.0.1', family: 4 }

function make() {
  const asked: { what: string; answer: (found: LookupAddress[]) => void; fail: (error: Error) => void }[] = []
  const lookup = sharing((host, family) => new Promise((resolve, reject) => asked.push({ what: `${family} ${host}`, answer: resolve, fail: reject })))
  return { lookup, asked }
}

describe('lookups of the same', () => {
  it('share the one that is under way, and only that', async () => {
    const { lookup, asked } = make()
    const all = [lookup('a', 0), lookup('a', 0), lookup('a', 4), lookup('b', 0)]
    expect(asked.map(({ what }) => what)).toEqual(['0 a', '4 a', '0 b'])
    for (const { answer } of asked) answer([four])
    expect(await Promise.all(all)).toEqual([[four], [four], [four], [four]])
    void lookup('a', 0)
    expect(asked).toHaveLength(4)
  })

  it('share its failure, and try anew after it', async () => {
    const { lookup, asked } = make()
    const all = [lookup('a', 0), lookup('a', 0)]
    asked[0]?.fail(new Error('no'))
    for (const one of all) await expect(one).rejects.toThrow('no')
    const again = lookup('a', 0)
    asked[1]?.answer([four])
    expect(await again).toEqual([four])
  })
})
