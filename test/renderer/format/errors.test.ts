import { describe, expect, it } from 'vitest'
import { describeError } from '../../../renderer/format/errors'
import { AppError } from '../../../shared/errors'

describe('a failure in words', () => {
  it('says what happened, why, and what to do', () => {
    expect(describeError(new AppError('store-write', 'No space left on the disk'))).toEqual({
      title: 'Saving failed',
      text: 'No space left on the disk. Free some disk space and try again. What was saved before is untouched.',
    })
  })

  it('adds no second full stop and no advice where there is none', () => {
    expect(describeError(new AppError('file-unreadable', 'Not there.')).text).toBe('Not there. Check that it exists and that you may read it.')
    expect(describeError(new AppError('bad-hex', 'Character 3 is no hex digit')).text).toBe('Character 3 is no hex digit')
  })

  it('keeps the words of unknown errors to itself', () => {
    expect(describeError(new Error('at /home/me/secret')).text).not.toContain('secret')
  })
})
