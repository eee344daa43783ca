import * as v from 'valibot'
import { afterEach, describe, expect, test } from 'vitest'
import type { AppError } from '../../shared/errors'
import { overridesSchema } from '../../shared/options'
import { encodeMessage, type MessageFormat } from '../../shared/payload'
import { newProfile, profileSchema } from '../../shared/profile'
import { portSchema } from '../../shared/settings'
import { followLanguage, type Language } from '../../shared/words/words'

afterEach(() => followLanguage(() => 'en'))

const first = (schema: v.GenericSchema, value: unknown) => v.safeParse(schema, value).issues?.[0].message

const wrong: [schema: v.GenericSchema, value: unknown, en: string, zh: string][] = [
  [profileSchema, newProfile('p', { url: 'http://x' }), 'Use ws:// in place of http://', '请用 ws:// 代替 http://'],
  [profileSchema, newProfile('p', { url: 'ws://x', name: ' ' }), 'Enter a name', '请输入名称'],
  [profileSchema, newProfile('p', { url: 'ws://x', tags: ['x'.repeat(41)] }), 'A tag has at most 40 characters', '标签最多 40 个字符'],
  [overridesSchema, { limits: { deadlineMs: 1 } }, 'Handshake deadline: at least 100', '握手时限：至少为 100'],
  [overridesSchema, { heartbeat: { misses: 1.5 } }, 'Missed pongs: enter a whole number', '允许丢失的 pong：请输入整数'],
  [overridesSchema, { request: { headers: [{ name: 'a b', value: '', enabled: true, secret: false }] } }, '“a b” can\'t be a header name: use letters, digits and dashes', '“a b” 不能作为请求头名称：请使用字母、数字和连字符'],
  [portSchema, 0, 'Ports start at 1', '端口从 1 开始'],
  [profileSchema, { ...newProfile('p', { url: 'ws://x' }), name: 5 }, 'Invalid type: Expected string but received 5', '应为 string，实际为 5'],
]

describe('what is wrong with a value', () => {
  test.each(wrong)('is told in the language of the moment, by one and the same schema: %#', (schema, value, en, zh) => {
    expect(first(schema, value)).toBe(en)
    followLanguage(() => 'zh-CN')
    expect(first(schema, value)).toBe(zh)
  })
})

describe('a message that can’t be encoded', () => {
  const problem = (language: Language, format: MessageFormat, text: string) => {
    followLanguage(() => language)
    try {
      encodeMessage({ format, text })
    } catch (error) {
      return (error as AppError).message
    }
    return null
  }

  test.each<[MessageFormat, string, string, string]>([
    ['hex', 'a', 'A hex byte has two digits: “a” at character 1 stands alone', '十六进制字节由两位数字组成：第 1 个字符 “a” 落单'],
    ['base64', '{}', '“{” at character 1 is not base64', '第 1 个字符 “{” 不属于 base64'],
    ['json', '[1 2]', 'Not valid JSON, line 1, column 4: “2” stands where a comma or ] should come', '不是有效的 JSON，第 1 行第 4 列：“2” 所在之处应为逗号或 ]'],
    ['json', '{"a":1,}', 'Not valid JSON, line 1, column 8: “}” stands where a key in double quotes should come', '不是有效的 JSON，第 1 行第 8 列：“}” 所在之处应为双引号括起的键'],
    ['json', '{', 'Not valid JSON, line 1, column 2: it ends where a key in double quotes or } should come', '不是有效的 JSON，第 1 行第 2 列：此处应为双引号括起的键或 }，但内容已结束'],
  ])('says so in both languages: %s %s', (format, text, en, zh) => {
    expect(problem('en', format, text)).toBe(en)
    expect(problem('zh-CN', format, text)).toBe(zh)
  })
})
