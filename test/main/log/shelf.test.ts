import { beforeEach, describe, expect, it } from 'vitest'
import type { Capture } from '../../../main/log/capture'
import { captureFrom, Shelf } from '../../../main/log/shelf'
import { AppError } from '../../../shared/errors'

const capture = (id: string) => ({ id }) as Capture
let opened: string[]
let refusal: Error | null
let shelf: Shelf

beforeEach(() => {
  opened = []
  refusal = null
  shelf = new Shelf((id) => {
    opened.push(id)
    return refusal === null ? Promise.resolve(capture(id)) : Promise.reject(refusal)
  })
})

describe('Shelf', () => {
  it('opens a capture once, however many ask for it at the same time', async () => {
    const [one, other] = await Promise.all([shelf.get('a'), shelf.get('a')])
    expect(one).toBe(other)
    expect(await shelf.get('a')).toBe(one)
    expect(opened).toEqual(['a'])
  })

  it('keeps the four that were used last', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'a', 'e']) await shelf.get(id)
    for (const id of ['a', 'c', 'd', 'e']) await shelf.get(id)
    expect(opened).toEqual(['a', 'b', 'c', 'd', 'e'])
    await shelf.get('b')
    expect(opened).toEqual(['a', 'b', 'c', 'd', 'e', 'b'])
  })

  it('tries again what could not be opened', async () => {
    refusal = new AppError('capture-damaged', 'torn')
    await expect(shelf.get('a')).rejects.toBe(refusal)
    refusal = null
    expect(await shelf.get('a')).toEqual(capture('a'))
    expect(opened).toEqual(['a', 'a'])
  })

  it('takes one that is open already, until it lets go of it', async () => {
    const recorded = capture('live')
    shelf.put(recorded)
    expect(await shelf.get('live')).toBe(recorded)
    expect(opened).toEqual([])
    await shelf.drop('live')
    expect(await shelf.get('live')).not.toBe(recorded)
    expect(opened).toEqual(['live'])
  })

  it('lets go of one that can not be opened without complaining', async () => {
    refusal = new AppError('capture-damaged', 'torn')
    const asked = shelf.get('a')
    await shelf.drop('a')
    await expect(asked).rejects.toBe(refusal)
  })
})

describe('captureFrom', () => {
  it('has runs, sources by slot and books as they were found', () => {
    const source = { connectionId: 'c1', name: 'Echo', color: 'red', url: 'ws://h/' } as const
    const own = { connectionId: '', name: 'Sockdeck', color: 'slate', url: '' } as const
    const found = captureFrom('/captures/x', {
      manifest: { version: 1, id: 'x', name: 'Mine', startedAt: 5, imported: false },
      runs: [{ segment: 1, offset: 64, bytes: 100, firstSeq: 11, count: 3 }, { segment: 2, offset: 64, bytes: 100, firstSeq: 20, count: 2 }],
      sources: [own, source],
      kept: 5, keptBytes: 50, diskBytes: 400, dropped: 16, missed: 2, head: 21, startedAt: 5, endedAt: 9, damage: '',
    })
    expect(found).toMatchObject({ id: 'x', folder: '/captures/x', startedAt: 5 })
    expect([found.runs.firstSeq, found.runs.head, found.runs.kept]).toEqual([11, 21, 5])
    expect([found.sources.at(0), found.sources.at(1)]).toEqual([own, source])
    expect(found.totals).toEqual({ captureId: 'x', startedAt: 5, head: 21, kept: 5, keptBytes: 50, onDisk: 5, diskBytes: 400, dropped: 16, missed: 2, recording: { kind: 'on' } })
  })
})
