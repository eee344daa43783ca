import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tempDir } from '../../support/disk'
import { ageBetween, copy, patiently, sameContent } from '../../../main/store/disk'

describe('comparing files', () => {
  it('goes by content for being the same and by date for the age, and knows what is missing', () => {
    const [one = '', other = '', none = ''] = ['one', 'other', 'none'].map((name) => join(tempDir(), name))
    writeFileSync(one, 'aaa')
    writeFileSync(other, 'aab')
    utimesSync(one, 100, 100)
    utimesSync(other, 40, 40)
    expect([sameContent(one, other), sameContent(one, none), sameContent(none, none)]).toEqual([false, false, false])
    expect([ageBetween(one, other), ageBetween(other, one), ageBetween(one, none)]).toEqual([60_000, 60_000, Infinity])
    copy(one, other)
    expect(sameContent(one, other)).toBe(true)
    expect([readFileSync(other, 'utf8'), statSync(other).mtimeMs]).toEqual(['aaa', 100_000])
  })
})

describe('patiently', () => {
  const failing = (times: number, code: string) => {
    const tries = { left: times, made: 0 }
    const action = () => {
      tries.made += 1
      tries.left -= 1
      if (tries.left >= 0) throw Object.assign(new Error(code), { code })
    }
    return { tries, action }
  }

  it('tries again while the file is held by someone else', () => {
    const { tries, action } = failing(2, 'EBUSY')
    patiently(action, 2)
    expect(tries.made).toBe(3)
  })

  it('gives up when it is held for too long', () => {
    const { tries, action } = failing(5, 'EPERM')
    expect(() => patiently(action, 1)).toThrow('EPERM')
    expect(tries.made).toBe(2)
  })

  it('does not wait for what will not pass', () => {
    const { tries, action } = failing(1, 'ENOSPC')
    expect(() => patiently(action, 3)).toThrow('ENOSPC')
    expect(tries.made).toBe(1)
  })
})
