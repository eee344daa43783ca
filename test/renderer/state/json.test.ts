import { afterEach, describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { JsonReader } from '../../../renderer/state/json.svelte'
import { PayloadReader } from '../../../renderer/state/payload.svelte'
import { PayloadWorker } from '../../../renderer/state/payload-worker'
import { followLanguage } from '../../../shared/words/words'
import { FakeBridge } from '../../support/bridge'
import { PayloadThread } from '../../support/payload-thread'
import { logRow } from '../../support/snapshots'
import { until } from '../../support/until'

afterEach(() => followLanguage(() => 'en'))

/** Entries by number with these texts. */
function reading(...texts: string[]) {
  const payloads = texts.map((text) => new TextEncoder().encode(text))
  const bridge = new FakeBridge().answer('log.payload', ({ seq, offset, length }) => {
    const bytes = payloads[seq - 1] ?? new Uint8Array()
    return { seq, kind: 'text', size: bytes.length, offset, bytes: bytes.slice(offset, offset + length) }
  })
  const threads: PayloadThread[] = []
  const worker = new PayloadWorker(() => {
    const thread = new PayloadThread()
    threads.push(thread)
    return thread
  })
  const payload = new PayloadReader(new Api(bridge))
  const json = new JsonReader(worker)
  const open = async (seq: number) => {
    await payload.open(logRow(seq, { size: payloads[seq - 1]?.length ?? 0 }), null)
    await json.open(payload)
  }
  return { json, payload, open, threads }
}

/** A reader with a tree whose rows are all on screen. */
async function tree(text: string) {
  const { json, open } = reading(text)
  await open(1)
  const rows = async () => {
    json.tree.see({ first: 0, end: json.tree.length })
    await until(() => json.tree.row(json.tree.length - 1) !== null)
    return Array.from({ length: json.tree.length }, (_, i) => json.tree.row(i)?.key)
  }
  await rows()
  return { tree: json.tree, rows }
}

describe('JsonReader', () => {
  it('reads a payload and gives its formatted source in blocks', async () => {
    const { json, open } = reading(JSON.stringify(Array.from({ length: 500 }, (_, i) => i)))
    await open(1)
    expect([json.outcome, json.blockCount]).toEqual([{ kind: 'json', values: 501, lines: 502, rows: 501 }, 3])
    json.blocks.see(2, 3)
    await until(() => json.blocks.get(2) !== null)
    expect(json.blocks.get(2)?.text.split('\n').slice(-2)).toEqual(['  499', ']'])
  })

  it('tells what is wrong anew when the language changes, and reads nothing else again', async () => {
    const { json, open, threads } = reading('[1', '[1]')
    await open(1)
    expect(json.outcome).toMatchObject({ problem: 'it ends where a comma or ] should come' })
    followLanguage(() => 'zh-CN')
    await open(1)
    expect(json.outcome).toMatchObject({ problem: expect.stringMatching(/[一-鿿]/) as string })
    await open(2)
    followLanguage(() => 'en')
    await open(2)
    expect(threads[0]?.asked.filter((name) => name === 'open')).toHaveLength(3)
  })

  it('makes blocks larger before there are too many', async () => {
    const { json, open } = reading(`[${'1,'.repeat(500_000)}1]`)
    await open(1)
    expect(json.blockCount).toBeLessThanOrEqual(2_000)
    expect(json.blockCount * json.blockLines).toBeGreaterThanOrEqual(500_003)
  })

  it('reads a payload in windows when it is larger than a megabyte', async () => {
    const text = `["${'é'.repeat(800_000)}"]`
    const { json, open } = reading(text)
    await open(1)
    expect(json.outcome).toMatchObject({ kind: 'json', values: 2 })
    expect(await json.source(2_000_000)).toBe(`[\n  "${'é'.repeat(800_000)}"\n]`)
  })

  it('ends reading one payload when another is opened, and takes nothing of it', async () => {
    const { json, payload, open, threads } = reading('[1]', '{"a":1}')
    await open(1)
    await payload.open(logRow(2, { size: 7 }), null)
    if (threads[0] !== undefined) threads[0].held = true
    const late = json.open(payload)
    await until(() => threads[0]?.asked.filter((name) => name === 'open').length === 2)
    await open(1)
    await late
    threads[0]?.release()
    expect([threads.length, threads[0]?.ended]).toEqual([2, true])
    expect(json.outcome).toMatchObject({ values: 2 })
    expect(json.problem).toBeNull()
  })

  it('says where a text stops being JSON', async () => {
    const { json, open } = reading('{"a": nul}')
    await open(1)
    expect(json.outcome).toMatchObject({ kind: 'invalid', line: 1, column: 7, before: '{"a": ' })
    expect([json.blockCount, json.tree.length]).toEqual([0, 0])
  })

  it('says so when the worker breaks, and reads the next one with a new worker', async () => {
    const { json, payload, open, threads } = reading('[1]', '[2]', '[3]')
    await open(1)
    if (threads[0] !== undefined) threads[0].held = true
    await payload.open(logRow(2, { size: 3 }), null)
    const broken = json.open(payload)
    await until(() => threads[0]?.asked.filter((name) => name === 'open').length === 2)
    threads[0]?.breakDown()
    await broken
    expect(json.problem).toMatchObject({ code: 'internal' })
    await open(3)
    expect([json.problem, json.outcome]).toEqual([null, { kind: 'json', values: 2, lines: 3, rows: 2 }])
  })
})

describe('JsonTreeReader', () => {
  it('moves with the keys of a tree: into a value, out of it, and closes it', async () => {
    const { tree: it, rows } = await tree('{"a":{"b":[1]},"c":2}')
    await it.moveTo(0)
    await it.enter(false)
    expect([it.current, it.story?.path]).toEqual([1, '$.a'])
    await it.enter(false)
    expect(it.story?.path).toBe('$.a.b')
    await it.leave(false)
    expect(await rows()).toEqual([null, '"a"', '"b"', '"c"'])
    await it.leave(false)
    expect(it.story?.path).toBe('$.a')
    await it.leave(true)
    expect(await rows()).toEqual([null, '"a"', '"c"'])
    await it.enter(true)
    expect(await rows()).toEqual([null, '"a"', '"b"', '0', '"c"'])
  })

  it('acts on where the keys before led, however fast they come', async () => {
    const { json, open } = reading('{"a":{"b":[1]},"c":{"d":2}}')
    await open(1)
    const it = json.tree
    await Promise.all([it.moveTo(4), it.enter(false), it.leave(false), it.leave(false), it.enter(true), it.enter(false)])
    expect([it.current, it.story?.path]).toEqual([5, '$.c.d'])
    await Promise.all([it.moveTo(1), it.moveTo(2), it.moveTo(0)])
    expect([it.current, it.story?.path]).toEqual([0, '$'])
  })

  it('opens and closes the value that it stands on', async () => {
    const { tree: it, rows } = await tree('{"a":{"b":1},"c":2}')
    await it.moveTo(1)
    await it.toggle(false)
    expect([await rows(), it.story?.open]).toEqual([[null, '"a"', '"c"'], false])
    await it.toggle(false)
    expect([await rows(), it.story?.open]).toEqual([[null, '"a"', '"b"', '"c"'], true])
    await it.moveTo(3)
    await it.toggle(false)
    expect(it.length).toBe(4)
  })

  it('stays inside the rows', async () => {
    const { tree: it } = await tree('[1,2]')
    await it.moveTo(99)
    expect(it.current).toBe(2)
    await it.moveTo(-1)
    expect(it.current).toBe(0)
    await it.leave(false)
    await it.leave(false)
    expect([it.current, it.length]).toEqual([0, 1])
  })

  it('goes to what a value is in', async () => {
    const { tree: it } = await tree('{"a":{"b":[1,2]}}')
    await it.moveTo(4)
    expect(it.story?.steps.map(({ text }) => text)).toEqual(['$', '.a', '.b', '[1]'])
    await it.goTo(1)
    expect([it.current, it.story?.path]).toEqual([1, '$.a'])
  })

  it('tells of the value that fast keys have led to', async () => {
    const { tree: it } = await tree('{"a":{"b":[1,2]}}')
    void it.moveTo(1)
    void it.enter(false)
    void it.enter(false)
    expect((await it.told())?.path).toBe('$.a.b[0]')
  })

  it('gives a value as it was sent, and refuses one that is too long to be shown', async () => {
    const { tree: it } = await tree(`{"n": 1.10, "long": "${'x'.repeat(1024 * 1024)}"}`)
    await it.moveTo(1)
    expect(it.value()).toBe('1.10')
    await it.moveTo(2)
    expect(() => it.value()).toThrow(/1,048,578 characters/)
  })
})
