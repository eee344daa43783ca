import { afterEach, describe, expect, it } from 'vitest'
import { doneOf, progressWords, updateChip, updateWords } from '../../../renderer/format/update'
import type { UpdateProblem, UpdateState } from '../../../shared/update'
import { followLanguage } from '../../../shared/words/words'

const found = { version: '0.2.0', notes: '' }
const failed = (during: 'check' | 'download' | 'install', problem: UpdateProblem = 'slow'): UpdateState => ({ kind: 'failed', during, problem, found: during === 'download' ? found : null })
const states: UpdateState[] = [
  { kind: 'unable', why: 'channel' },
  { kind: 'unable', why: 'copy' },
  { kind: 'idle' },
  { kind: 'checking' },
  { kind: 'current', at: 0 },
  { kind: 'available', found },
  { kind: 'downloading', found, bytes: 0, total: 0 },
  { kind: 'ready', found },
  failed('check'),
  failed('download'),
  failed('install'),
]

afterEach(() => followLanguage(() => 'en'))

describe('words of updates', () => {
  it('name the version that comes, and the one that is there', () => {
    expect(updateWords({ kind: 'available', found }, '0.1.0')).toEqual({ title: 'Sockdeck 0.2.0 is available', text: 'You have 0.1.0. Nothing is downloaded before you say so.' })
    expect(updateWords({ kind: 'current', at: 0 }, '0.1.0').title).toBe('Sockdeck 0.1.0 is the newest version')
  })

  it('say what failed, and what can be done about it', () => {
    expect(updateWords(failed('check', 'unreachable'), '0.1.0')).toMatchObject({ title: 'Looking for a new version failed', text: expect.stringContaining('Check the network') as string })
    expect(updateWords(failed('download', 'checksum'), '0.1.0')).toMatchObject({ title: 'Sockdeck 0.2.0 could not be downloaded', text: expect.stringContaining('thrown away') as string })
    expect(updateWords(failed('install'), '0.1.0').text).toContain('runs on as it was')
  })

  it.each(['en', 'zh-CN'] as const)('are there for every state in %s, each with words of its own', (language) => {
    followLanguage(() => language)
    const titles = states.map((state) => updateWords(state, '0.1.0').title)
    expect(new Set(titles).size).toBe(states.length)
  })
})

describe('the progress of a download', () => {
  it('is a share and sizes, or nothing yet', () => {
    expect([progressWords({ bytes: 0, total: 0 }), doneOf({ bytes: 0, total: 0 })]).toEqual(['Begins…', 0])
    expect([progressWords({ bytes: 1_048_576, total: 4_194_304 }), doneOf({ bytes: 1, total: 4 })]).toEqual(['1.0 MB of 4.0 MB', 0.25])
    expect(doneOf({ bytes: 5, total: 4 })).toBe(1)
  })
})

describe('the chip of the status bar', () => {
  it('is there only while there is something to do', () => {
    expect(states.map(updateChip)).toEqual([null, null, null, null, null, 'Update available', 'Update 0 %', 'Update ready', null, 'Update failed', 'Update failed'])
  })
})
