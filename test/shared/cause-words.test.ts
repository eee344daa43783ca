import { afterEach, describe, expect, test } from 'vitest'
import { cause } from '../../main/lib/fault'
import { describeCause, dropWords, refusalWords, stateWords } from '../../shared/cause'
import { causeGuide } from '../../shared/cause-guide'
import { closeCodeName } from '../../shared/close-code'
import { causeKinds, type Phase } from '../../shared/connection'
import { followLanguage, inLanguage } from '../../shared/words/words'

const chinese = /\p{Script=Han}/u
const phases: Phase[] = ['prepare', 'auth', 'dns', 'tcp', 'proxy', 'tls', 'http', 'websocket', 'open', 'heartbeat', 'queue', 'user']

afterEach(() => followLanguage(() => 'en'))

describe('in Chinese', () => {
  test.each(causeKinds)('%s has words, a meaning and an action', (kind) => {
    followLanguage(() => 'zh-CN')
    expect(describeCause(cause('open', kind))).toMatch(chinese)
    expect(causeGuide[kind].meaning).toMatch(/\p{Script=Han}.*。$/u)
    expect(causeGuide[kind].action).toMatch(/\p{Script=Han}.*。$/u)
  })

  test('a deadline says in which phase it ran out', () => {
    followLanguage(() => 'zh-CN')
    for (const phase of phases) expect(describeCause(cause(phase, 'deadline'))).toMatch(chinese)
    expect(describeCause(cause('dns', 'deadline', { code: 'EAI_AGAIN' }))).toBe('查询主机时超时 (EAI_AGAIN)')
  })

  test('numbers, registered names and the peer’s own reason stay as they are', () => {
    followLanguage(() => 'zh-CN')
    expect(describeCause(cause('http', 'http-status', { httpStatus: 503, reason: 'Busy' }))).toBe('服务器返回 HTTP 503 · Busy')
    expect(describeCause(cause('open', 'close-frame', { closeCode: 1001, reason: '{name} $t(common.cancel)' }))).toBe('被服务器关闭：1001 Going Away · {name} $t(common.cancel)')
    expect(describeCause(cause('open', 'close-frame', { closeCode: 1005 }))).toBe('被服务器关闭，没有关闭码')
    expect([closeCodeName(1000), closeCodeName(4000)]).toEqual(['Normal Closure', '应用自定义代码'])
  })

  test('states, refusals and drops follow the language at once', () => {
    const words = () => [stateWords.open, refusalWords['not-open'], dropWords['pushed-out']]
    expect(words()).toEqual(['Open', 'socket is not open', 'pushed out by newer messages'])
    followLanguage(() => 'zh-CN')
    expect(words()).toEqual(['已打开', '连接未打开', '被较新的消息挤出'])
  })
})

describe('in one language for a while', () => {
  test('what is made is in that one, and the language is as before afterwards', () => {
    followLanguage(() => 'zh-CN')
    expect(inLanguage('en', () => describeCause(cause('tcp', 'refused')))).toBe('Connection refused')
    expect(describeCause(cause('tcp', 'refused'))).toBe('连接被拒绝')
  })

  test('the language is as before even if the making throws', () => {
    followLanguage(() => 'zh-CN')
    expect(() =>
      inLanguage('en', () => {
        throw new Error(describeCause(cause('tcp', 'refused')))
      }),
    ).toThrow('Connection refused')
    expect(stateWords.open).toBe('已打开')
  })
})
