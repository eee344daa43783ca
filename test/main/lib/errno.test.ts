import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { codeOf, diskWords } from '../../../main/lib/errno'

describe('codeOf', () => {
  it('knows the code of a system error', () => {
    let error: unknown
    try {
      readFileSync('/no/such/file')
    } catch (thrown) {
      error = thrown
    }
    expect(codeOf(error)).toBe('ENOENT')
  })

  it.each([new Error('without'), Object.assign(new Error('number'), { code: 7 }), { code: 'ENOSPC' }, 'ENOSPC', null, undefined])('is null for %s', (error) => {
    expect(codeOf(error)).toBeNull()
  })
})

describe('diskWords', () => {
  it('says what a full disk is, and nothing about what is no code of a disk', () => {
    expect(diskWords('ENOSPC')).toBe('the disk is full')
    expect(['ECONNRESET', 'constructor', '', null].map(diskWords)).toEqual([null, null, null, null])
  })
})
