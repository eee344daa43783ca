/** Words: both languages say the same things, and values go in as they are. */
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { en } from '../../../shared/words/en'
import { followLanguage, t } from '../../../shared/words/words'
import { zhCN } from '../../../shared/words/zh-CN'

type Tree = { readonly [key: string]: string | Tree }

function leaves(tree: Tree, path = ''): Map<string, string> {
  return new Map(Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [[path + key, value] as const] : [...leaves(value, `${path}${key}.`)])))
}
const english = leaves(en)
const chinese = leaves(zhCN())
const bare = (key: string) => key.replace(/_(one|other)$/, '')
const places = (text: string) => [...new Set([...text.matchAll(/\{(\w+)[^}]*\}/g)].map((match) => match[1]))].sort()

afterEach(() => followLanguage(() => 'en'))

describe('both languages', () => {
  test('have the same keys, and no other', () => {
    expect([...new Set([...chinese.keys()].map(bare))].sort()).toEqual([...new Set([...english.keys()].map(bare))].sort())
  })

  test('leave no text empty and no blank at an end', () => {
    for (const [key, text] of [...english, ...chinese]) expect(text.trim(), key).not.toBe('')
    expect([...english, ...chinese].filter(([, text]) => text !== text.trim()).map(([key]) => key)).toEqual([])
  })

  test('have a place for the same values', () => {
    const wrong = [...chinese].filter(([key, text]) => {
      const source = english.get(key) ?? ''
      return JSON.stringify(places(text).filter((name) => name !== 'count')) !== JSON.stringify(places(source).filter((name) => name !== 'count'))
    })
    expect(wrong.map(([key]) => key)).toEqual([])
  })

  test('have every plural form that they need', () => {
    for (const key of english.keys()) {
      if (key.endsWith('_one')) expect(english.has(`${bare(key)}_other`), key).toBe(true)
      if (key.endsWith('_other')) expect(chinese.has(key), key).toBe(true)
    }
    expect([...chinese.keys()].filter((key) => key.endsWith('_one'))).toEqual([])
  })

  test('are translated: Chinese texts with letters only are names, numbers or keys', () => {
    const plain = /^[\x20-\x7e–—…·×≤≥→←↑↓“”‘’]*$/
    const same = [...chinese].filter(([key, text]) => plain.test(text) && /[a-z]{3,} [a-z]{2,}/i.test(text) && english.get(key) === text)
    expect(same.map(([key]) => key)).toEqual([])
  })
})

describe('t', () => {
  test('puts values in as they are, whatever they hold', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom('$t(common.cancel)', '{name}', '{{name}}', '<b>', '$&')), (name) => {
        expect(t('common.quoted', { name })).toBe(`“${name}”`)
      }),
    )
  })

  test('follows the language at once', () => {
    const before = t('common.cancel')
    followLanguage(() => 'zh-CN')
    expect(t('common.cancel')).toBe('取消')
    expect(before).toBe('Cancel')
  })

  test('chooses the plural and writes numbers as the language does', () => {
    expect([t('common.sockets', { count: 1 }), t('common.sockets', { count: 1_234 })]).toEqual(['1 socket', '1,234 sockets'])
  })

  test('has the plural forms that Intl knows of both languages', () => {
    for (const language of ['en', 'zh-CN'] as const) {
      const rules = new Intl.PluralRules(language)
      followLanguage(() => language)
      const one = t('common.sockets', { count: 1 }).replace('1', '#')
      for (const count of [0, 1, 2, 3, 11, 100]) {
        const same = rules.select(count) === rules.select(1)
        expect(t('common.sockets', { count }).replace(String(count), '#') === one, `${count} in ${language}`).toBe(same)
      }
    }
  })
})
