import { afterEach, describe, expect, it } from 'vitest'
import { found } from '../../../../renderer/views/settings/items'
import { followLanguage } from '../../../../shared/words/words'

const facts = { captures: 20, mebibytes: 2_048, runtime: 'Electron', dataFolder: '/data', updatable: true }
const ids = (query: string) => found(query, facts).flatMap(({ items }) => items.map(({ id }) => id))

afterEach(() => followLanguage(() => 'en'))

describe('settings', () => {
  it('are all there while nothing is searched for', () => {
    expect(ids('')).toHaveLength(15)
  })

  it('are found by label, hint and section, in any order of words', () => {
    expect(ids('font')).toEqual(['font'])
    expect(ids('contrast HIGH')).toEqual(['theme'])
    expect(ids('appearance')).toEqual(['theme', 'density', 'font', 'motion'])
    expect(ids('xyzzy')).toEqual([])
  })

  it('are found in the language that is set', () => {
    followLanguage(() => 'zh-CN')
    expect(ids('退出')).toEqual(['quit'])
  })
})
