import { afterEach, describe, expect, it } from 'vitest'
import { PayloadWorker } from '../../../renderer/state/payload-worker'
import { followLanguage } from '../../../shared/words/words'
import { PayloadThread } from '../../support/payload-thread'

afterEach(() => followLanguage(() => 'en'))

function working() {
  const threads: PayloadThread[] = []
  const worker = new PayloadWorker(() => {
    const thread = new PayloadThread()
    threads.push(thread)
    return thread
  })
  return { worker, threads }
}

const json = () => ({ parts: [new TextEncoder().encode('[1]')] })

describe('PayloadWorker', () => {
  it('starts with the first question and answers each with its own', async () => {
    const { worker, threads } = working()
    expect(threads).toHaveLength(0)
    const [opened, lines, rows] = await Promise.all([worker.ask('open', json()), worker.ask('lines', { from: 0, to: 1 }), worker.ask('rows', { from: 1, to: 2 })])
    expect([opened.kind, lines.text, rows[0]?.text]).toEqual(['json', '[', '1'])
    expect(threads).toHaveLength(1)
  })

  it('says with each question in which language to answer', async () => {
    const { worker, threads } = working()
    await worker.ask('open', json())
    followLanguage(() => 'zh-CN')
    await worker.ask('open', json())
    expect(threads[0]?.languages).toEqual(['en', 'zh-CN'])
  })

  it('hands the bytes over instead of copying them', async () => {
    const { worker } = working()
    const question = json()
    await worker.ask('open', question, [question.parts[0]?.buffer as ArrayBuffer])
    expect(question.parts[0]).toHaveLength(0)
  })

  it('is stopped only while such a question waits', async () => {
    const { worker, threads } = working()
    await worker.ask('open', json())
    const [thread] = threads
    if (thread !== undefined) thread.held = true
    const lines = worker.ask('lines', { from: 0, to: 1 })
    worker.interrupt('open')
    thread?.release()
    expect(await lines).toMatchObject({ text: '[' })
    if (thread !== undefined) thread.held = true
    const opened = worker.ask('open', json())
    worker.interrupt('open')
    await expect(opened).rejects.toMatchObject({ name: 'AbortError' })
    expect(thread?.ended).toBe(true)
  })

  it('rejects what waits when it breaks, and starts anew', async () => {
    const { worker, threads } = working()
    await worker.ask('open', json())
    if (threads[0] !== undefined) threads[0].held = true
    const opened = worker.ask('open', json())
    threads[0]?.breakDown()
    await expect(opened).rejects.toMatchObject({ code: 'internal' })
    expect(await worker.ask('open', json())).toMatchObject({ kind: 'json' })
    expect(threads).toHaveLength(2)
  })

  it('hears nothing of a worker that it has stopped', async () => {
    const { worker, threads } = working()
    await worker.ask('open', json())
    worker.stop()
    const opened = worker.ask('open', json())
    threads[0]?.breakDown()
    expect(await opened).toMatchObject({ kind: 'json' })
  })
})
