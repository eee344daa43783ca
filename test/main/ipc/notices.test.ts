import { describe, expect, it } from 'vitest'
import { Notices } from '../../../main/ipc/notices'
import { silentLogger } from '../../../main/lib/logger'
import { limits } from '../../../shared/limits'

const notice = (text: string) => ({ level: 'warning', title: 'Something happened', text }) as const

describe('Notices', () => {
  it('numbers notices and tells its listeners until they stop', () => {
    const notices = new Notices(silentLogger)
    const heard: number[] = []
    const stop = notices.onChange(() => heard.push(notices.list.length))
    notices.add(notice('one'))
    notices.add(notice('two'))
    stop()
    notices.add(notice('three'))
    expect(heard).toEqual([1, 2])
    expect(notices.list.map(({ id, text }) => [id, text])).toEqual([[1, 'one'], [2, 'two'], [3, 'three']])
  })

  it('does not repeat what it just said', () => {
    const notices = new Notices(silentLogger)
    for (const text of ['full', 'full', 'other', 'full']) notices.add(notice(text))
    expect(notices.list.map(({ text }) => text)).toEqual(['full', 'other', 'full'])
  })

  it('keeps the newest when there are too many', () => {
    const notices = new Notices(silentLogger)
    for (let i = 0; i < limits.notices + 10; i += 1) notices.add(notice(`${i}`))
    expect(notices.list).toHaveLength(limits.notices)
    expect(notices.list[0]?.text).toBe('10')
  })
})
