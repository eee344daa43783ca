import { afterEach, describe, expect, it } from 'vitest'
import { captureTitle, jobWords, lossWords, removalWords, scopeWords, stoppedWords } from '../../../renderer/format/capture'
import { followLanguage } from '../../../shared/words/words'
import { captureInfo, job } from '../../support/captures'

const startedAt = new Date(2026, 10, 19, 9, 4).getTime()

afterEach(() => followLanguage(() => 'en'))

describe('captures in words', () => {
  it('go by their name, or by their date', () => {
    expect(captureTitle({ name: 'Login fails', startedAt })).toBe('Login fails')
    expect(captureTitle({ name: '', startedAt })).toBe('19 Nov 2026, 09:04')
  })

  it('say what a deletion takes away', () => {
    const a = captureInfo('a', { name: 'A', entries: 1, diskBytes: 512 })
    expect(removalWords([a])).toBe('“A” with 1 entry (512 B) will be deleted from the disk. This can’t be undone.')
    expect(removalWords([a, captureInfo('b', { entries: 2_000, diskBytes: 512 })])).toContain('2 captures with 2,001 entries (1.0 KB)')
  })

  it('say what narrower bounds delete', () => {
    const a = captureInfo('a', { name: 'A', diskBytes: 1024 })
    expect(lossWords([], null)).toBe('')
    expect(lossWords([a], null)).toBe('This deletes the oldest capture (1.0 KB) for good.')
    expect(lossWords([a, a], captureInfo('b', { name: 'B' }))).toBe('This deletes the oldest 2 captures (2.0 KB) and the oldest entries of “B” for good.')
  })
})

describe('captures in Chinese', () => {
  it('have their dates and numbers in one sentence', () => {
    followLanguage(() => 'zh-CN')
    expect(captureTitle({ name: '', startedAt })).toBe('2026年11月19日 09:04')
    expect(removalWords([captureInfo('a', { name: 'A', entries: 2_000, diskBytes: 512 })])).toBe('“A”及其 2,000 条（512 B）将从磁盘删除。此操作无法撤销。')
    expect(stoppedWords({ kind: 'stopped', since: 0, missed: 1, why: '磁盘已满。' }, '/data').title).toBe('录制已停止：磁盘已满。')
  })
})

describe('an export in words', () => {
  it.each([
    ['rows', 3, '3 picked rows'],
    ['rows', 1, '1 picked row'],
    ['view', 1_204, 'View: 1,204 rows'],
    ['capture', 200_000, 'Whole capture: 200,000 entries'],
  ] as const)('%s of %i: %s', (kind, count, said) => {
    expect(scopeWords(kind, count)).toBe(said)
  })

  it('says where it stands, never 100 % before it is done', () => {
    expect(jobWords(job(1, { done: 0.999 }))).toBe('Exporting x.har · 99 %')
    expect(jobWords(job(1, { kind: 'import', state: 'cancelled' }))).toBe('Import cancelled: x.har')
  })
})

describe('a recording that stopped, in words', () => {
  it('says why, what is lost and what to do', () => {
    const words = stoppedWords({ kind: 'stopped', since: 0, missed: 4_321, why: 'The disk is full' }, '/data')
    expect(words.title).toBe('Recording stopped: the disk is full.')
    expect(words.lost).toBe('4,321 entries were not stored so far.')
    expect(words.advice).toContain('disk with /data')
  })

  it('has words without a reason, and for one entry', () => {
    const words = stoppedWords({ kind: 'stopped', since: 0, missed: 1, why: '' }, '/data')
    expect([words.title, words.lost]).toEqual(['Recording stopped: nothing can be written.', '1 entry was not stored so far.'])
  })
})
