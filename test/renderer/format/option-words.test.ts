import { afterEach, describe, expect, it } from 'vitest'
import { optionLabel, valueWords } from '../../../renderer/format/option-words'
import { defaultOptions } from '../../../shared/options'
import { followLanguage } from '../../../shared/words/words'

afterEach(() => followLanguage(() => 'en'))

describe('options in words', () => {
  it('has a label for every option', () => {
    const fields = Object.entries(defaultOptions).flatMap(([group, set]) => (group === 'auth' ? ['auth'] : Object.keys(set).map((key) => `${group}.${key}`)))
    expect(fields.filter((field) => optionLabel(field) === field)).toEqual([])
  })

  it.each([
    ['limits.deadlineMs', 250, '250 ms'],
    ['limits.deadlineMs', 5_000, '5 s'],
    ['queue.bytes', 8 * 1024 * 1024, '8.0 MB'],
    ['reconnect.attempts', null, 'never'],
    ['tls.minVersion', null, 'none'],
    ['network.noDelay', false, 'off'],
    ['proxy.password', 'sec_abc', '••••••••'],
    ['proxy.password', '{{password}}', '{{password}}'],
    ['auth', { kind: 'bearer', token: 'sec_abc' }, 'Bearer token'],
    ['tls.key', { file: '', secret: 'sec_abc' }, '••••••••'],
    ['tls.ca', { file: '/ca.pem', text: '' }, '/ca.pem'],
    ['request.headers', [{ name: 'X-A', value: 'sec_abc', enabled: true, secret: true }], 'X-A'],
    ['request.protocols', [], 'none'],
    ['onOpen.messages', [{}, {}], '2 messages'],
  ])('says of %s %j: %s', (field, value, words) => {
    expect(valueWords(field, value)).toBe(words)
  })

  it('follow the language, and leave what a person typed as it is', () => {
    followLanguage(() => 'zh-CN')
    expect([optionLabel('queue.overflow'), valueWords('queue.overflow', 'drop-oldest'), valueWords('onOpen.messages', [{}, {}])]).toEqual(['队列满时', '丢弃最旧', '2 条消息'])
    expect([valueWords('request.origin', 'full'), valueWords('proxy.kind', 'socks5')]).toEqual(['full', 'socks5'])
  })
})
