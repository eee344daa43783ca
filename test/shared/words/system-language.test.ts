import { describe, expect, it } from 'vitest'
import { systemLanguage } from '../../../shared/words/system-language'

describe('the language of a system', () => {
  it.each([
    [['zh-CN'], 'zh-CN'],
    [['zh'], 'zh-CN'],
    [['zh-Hans-CN', 'en-US'], 'zh-CN'],
    [['zh-Hans-HK'], 'zh-CN'],
    [['ZH-SG'], 'zh-CN'],
    [['en-GB', 'zh-CN'], 'en'],
    [['de-DE', 'zh-CN', 'en'], 'zh-CN'],
  ] as const)('that prefers %j is %s', (preferred, language) => {
    expect(systemLanguage(preferred)).toBe(language)
  })

  it.each(['zh-TW', 'zh-HK', 'zh-MO', 'zh-Hant', 'zh-Hant-TW', 'zha', 'de', ''])('is English where %j is all it speaks', (tag) => {
    expect(systemLanguage([tag])).toBe('en')
  })

  it('is English where the system says nothing', () => {
    expect(systemLanguage([])).toBe('en')
  })
})
