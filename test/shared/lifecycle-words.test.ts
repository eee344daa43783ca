import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { Story } from '../../main/connection/story'
import { Veil } from '../../main/connection/veil'
import { systemClock } from '../../main/lib/clock'
import { defaultOptions } from '../../shared/options'
import { lifecycleEvents } from '../../shared/entry'
import { lifecycleWords } from '../../shared/lifecycle-words'
import { followLanguage, inLanguage } from '../../shared/words/words'
import { madeCause } from '../support/attempts'
import { MemoryLog } from '../support/memory-log'

afterEach(() => followLanguage(() => 'en'))

const queue = { ...defaultOptions.queue, messages: 256, bytes: 65_536 }
const why = madeCause({ code: 'ECONNREFUSED' })
const end = { why, handshake: null }

/** What happens, its words in the log, and those on a Chinese screen. */
const stories: [tell: (story: Story) => void, kept: string, shown: string][] = [
  [(story) => story.connecting(1, 'ws://h/'), 'Connecting to ws://h/', '正在连接 ws://h/'],
  [(story) => story.connecting(3, 'ws://h/'), 'Connecting to ws://h/, attempt 3', '正在连接 ws://h/，第 3 次尝试'],
  [(story) => story.closing({ code: 1000, reason: '' }), 'Closing: 1000 Normal Closure', '正在关闭：1000 Normal Closure'],
  [(story) => story.closing({ code: 4001, reason: 'done · so' }), 'Closing: 4001 Application Code · done · so', '正在关闭：4001 应用自定义代码 · done · so'],
  [(story) => story.over('failed', end), 'Connection refused (ECONNREFUSED)', '连接被拒绝 (ECONNREFUSED)'],
  [(story) => story.waiting(2, { delayMs: 1_500, ceilingMs: 2_000 }, { held: 3, ...end }), 'Retry 2 in 1.5 s (drawn below 2.0 s): Connection refused (ECONNREFUSED) · 3 messages held', '1.5 秒后第 2 次重试（在 2.0 秒内随机选取）：连接被拒绝 (ECONNREFUSED) · 保留 3 条消息'],
  [(story) => story.waiting(1, { delayMs: 1_000, ceilingMs: 1_000 }, { held: 0, ...end }), 'Retry 1 in 1.0 s: Connection refused (ECONNREFUSED)', '1.0 秒后第 1 次重试：连接被拒绝 (ECONNREFUSED)'],
  [(story) => story.waiting(11, { delayMs: 61_000, ceilingMs: 66_000 }, { held: 0, lane: { times: 10, withinMs: 75_000 }, ...end }), 'Flapping: opened and lost 10 times in 75.0 s · Retry 11 in 61.0 s (drawn below 66.0 s): Connection refused (ECONNREFUSED)', '反复断开：75.0 秒内打开后又断开 10 次 · 61.0 秒后第 11 次重试（在 66.0 秒内随机选取）：连接被拒绝 (ECONNREFUSED)'],
  [(story) => story.inLine({ at: 'h:1', ahead: 12, down: true }), 'Waits for its turn at h:1: 12 before it · the server lets nobody in yet', '在 h:1 排队等待重连：前面还有 12 个 · 服务器尚未接受任何连接'],
  [(story) => story.inLine({ at: 'h:1', ahead: 0, down: false }), 'Waits for its turn at h:1: it is next', '在 h:1 排队等待重连：下一个就是它'],
  [(story) => story.refused('queue-full', queue), 'Messages are refused: the send queue is full (at most 256 messages, 64 KiB)', '消息被拒绝：发送队列已满（最多 256 条消息，64 KiB）'],
  [(story) => story.refused('message-too-large', queue), 'Message refused: larger than the send queue allows', '消息被拒绝：超出发送队列允许的大小'],
  [(story) => story.pushedOut(queue), 'The oldest messages are pushed out: the send queue is full (at most 256 messages, 64 KiB)', '最旧的消息被挤出：发送队列已满（最多 256 条消息，64 KiB）'],
  [(story) => story.unsent(2), '2 queued messages were not sent: the connection ended', '2 条排队消息未发送：连接已结束'],
  [(story) => story.idle(5_000), 'No message for 5.0 s', '5.0 秒内没有消息'],
  [(story) => story.stalled(15_000, 65_537), 'The peer has taken nothing for 15.0 s: 65 KiB wait', '对方已有 15.0 秒没有接收任何数据：65 KiB 在等待'],
  [(story) => story.takesAgain(61_000), 'The peer takes again, after 61.0 s', '对方在 61.0 秒后恢复接收'],
  [(story) => story.trouble('Something of its own'), 'Something of its own', 'Something of its own'],
]

test.each(stories)('the log keeps English words, and a Chinese screen shows its own: %#', (tell, kept, shown) => {
  followLanguage(() => 'zh-CN')
  const log = new MemoryLog(systemClock)
  tell(new Story(log, 'c1', new Veil()))
  const note = JSON.parse(log.bytes(1).toString()) as Record<string, unknown>
  expect(note['words']).toBe(kept)
  expect(lifecycleWords(note)).toBe(shown)
  followLanguage(() => 'en')
  expect(lifecycleWords(note)).toBe(kept)
})

test('a delay below a second is told in milliseconds on the screen, also of a capture that has it as 0.0 s', () => {
  const told = (note: object) => (['en', 'zh-CN'] as const).map((language) => inLanguage(language, () => lifecycleWords(note)))
  const waiting = { event: 'waiting', words: 'Retry 1 in 0.0 s (drawn below 0.1 s)', retry: 1, delayMs: 40, ceilingMs: 120, held: 0, cause: why, flapping: { times: 10, withinMs: 412.3 } }
  expect(told(waiting)).toEqual([
    'Flapping: opened and lost 10 times in 412 ms · Retry 1 in 40 ms (drawn below 120 ms): Connection refused (ECONNREFUSED)',
    '反复断开：412 毫秒内打开后又断开 10 次 · 40 毫秒后第 1 次重试（在 120 毫秒内随机选取）：连接被拒绝 (ECONNREFUSED)',
  ])
  expect(told({ event: 'idle', words: 'No message for 1.0 s', alarmMs: 999.6 })).toEqual(['No message for 1.0 s', '1.0 秒内没有消息'])
  expect(told({ event: 'stalled', words: 'The peer takes again, after 0.0 s', stalledMs: 0 })).toEqual(['The peer takes again, after 0 ms', '对方在 0 毫秒后恢复接收'])
})

test('how long an open took and what was agreed is found in its words', () => {
  followLanguage(() => 'zh-CN')
  expect(lifecycleWords({ event: 'open', words: 'Open after 12 ms' })).toBe('12 ms 后连接成功')
  expect(lifecycleWords({ event: 'open', words: 'Open after 12 ms with chat, permessage-deflate' })).toBe('12 ms 后连接成功，使用 chat, permessage-deflate')
  expect(lifecycleWords({ event: 'open', words: 'Open; the file has none of its messages' })).toBe('Open; the file has none of its messages')
})

test('a note that is made up keeps its words, whatever else it holds', () => {
  followLanguage(() => 'zh-CN')
  const events = fc.oneof(fc.constantFrom(...lifecycleEvents, 'constructor', '__proto__'), fc.jsonValue())
  fc.assert(
    fc.property(fc.record({ event: events, words: fc.jsonValue() }), fc.dictionary(fc.constantFrom('url', 'cause', 'retry', 'count', 'messages', 'alarmMs', 'stalledMs'), fc.constantFrom(null, 'x', true)), (note, rest) => {
      expect(lifecycleWords({ ...rest, ...note })).toBe(typeof note.words === 'string' ? note.words : '')
    }),
  )
})
