import { describe, expect, it } from 'vitest'
import { Pending } from '../../../renderer/ui/pending'

describe('what is pending in a form', () => {
  it('is finished field by field before the form goes on', async () => {
    const pending = new Pending()
    const done: string[] = []
    pending.add(() => Promise.resolve().then(() => void done.push('a')))
    const leave = pending.add(() => Promise.resolve().then(() => void done.push('b')))
    leave()
    await pending.flush()
    expect(done).toEqual(['a'])
  })

  it('is waited for even when its field has gone', async () => {
    const pending = new Pending()
    let finish = () => undefined as void
    const work = new Promise<void>((resolve) => (finish = resolve))
    const tracked = pending.track(work)
    let flushed = false
    const flush = pending.flush().then(() => (flushed = true))
    await Promise.resolve()
    expect(flushed).toBe(false)
    finish()
    await Promise.all([tracked, flush])
    await pending.flush()
  })

  it('fails with the field that fails', async () => {
    const pending = new Pending()
    pending.add(() => Promise.reject(new Error('disk full')))
    await expect(pending.flush()).rejects.toThrow('disk full')
  })
})
