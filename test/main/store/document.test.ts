import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { tempDir } from '../../support/disk'
import { readDocument, sealDocument, type Shape } from '../../../main/store/document'

/** Version 0 had one name, version 1 had a list of them, version 2 counts them too. */
const shape: Shape<{ names: string[]; count: number }> = {
  version: 2,
  schema: v.strictObject({ names: v.array(v.string()), count: v.number() }),
  migrations: {
    0: (data) => ({ names: [(data as { name: string }).name] }),
    1: (data) => ({ ...(data as { names: string[] }), count: (data as { names: string[] }).names.length }),
  },
}

function found(content: unknown, using = shape) {
  const path = join(tempDir(), 'store.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return readDocument(path, using)
}

describe('readDocument', () => {
  it('opens what was sealed, however it is laid out', () => {
    const document = sealDocument(2, { names: ['Zoë \ud83e\udde6 \ud800'], count: 1 })
    expect(found(JSON.stringify(document, null, 4))).toMatchObject({ kind: 'good', value: document.data })
  })

  it('brings data of older versions up to the present one, step by step', () => {
    expect(found(sealDocument(0, { name: 'Ada' }))).toMatchObject({ kind: 'good', value: { names: ['Ada'], count: 1 } })
    expect(found(sealDocument(1, { names: ['Ada', 'Ben'] }))).toMatchObject({ kind: 'good', value: { names: ['Ada', 'Ben'], count: 2 } })
  })

  it('calls an old version that nobody can migrate damaged', () => {
    expect(found(sealDocument(0, { name: 'Ada' }), { ...shape, migrations: {} })).toEqual({ kind: 'damaged', why: 'its format 0 is no longer known' })
  })

  it('knows a newer version, whatever its data looks like', () => {
    expect(found({ version: 3, checksum: 'made otherwise', data: 'anything' })).toEqual({ kind: 'newer', version: 3 })
  })

  it('finds data or a version that was changed under its seal', () => {
    const document = sealDocument(2, { names: ['Ada'], count: 1 })
    expect(found({ ...document, data: { names: ['Eve'], count: 1 } })).toEqual({ kind: 'damaged', why: 'its checksum does not match its content' })
    expect(found({ ...document, version: 1 })).toEqual({ kind: 'damaged', why: 'its checksum does not match its content' })
  })

  it('accepts a file that a person edited and took the checksum out of', () => {
    expect(found({ version: 2, data: { names: ['Eve'], count: 1 } })).toMatchObject({ kind: 'good', value: { names: ['Eve'], count: 1 } })
  })

  it('says which field the schema refuses', () => {
    expect(found(sealDocument(2, { names: ['Ada', 7], count: 1 }))).toMatchObject({ kind: 'damaged', why: expect.stringMatching(/^names\.1: /) as string })
  })

  it('tells a missing file from a folder in its place', () => {
    const dir = tempDir()
    expect(readDocument(join(dir, 'none.json'), shape)).toEqual({ kind: 'missing' })
    mkdirSync(join(dir, 'folder.json'))
    expect(readDocument(join(dir, 'folder.json'), shape)).toEqual({ kind: 'damaged', why: 'it is not a file' })
  })

  it('compares what was just written with its text, byte for byte', () => {
    const path = join(tempDir(), 'store.json')
    const text = JSON.stringify(sealDocument(2, { names: ['Ada'], count: 1 }), null, 2)
    writeFileSync(path, text)
    expect(readDocument(path, shape, text)).toMatchObject({ kind: 'good', value: { names: ['Ada'], count: 1 } })
    for (const written of [text.slice(0, -1), `${text} `, text.replace('Ada', 'Eve'), '']) {
      expect(readDocument(path, shape, written)).toEqual({ kind: 'damaged', why: 'it is other content' })
    }
  })

  it('dates what it found by the file', () => {
    const path = join(tempDir(), 'store.json')
    writeFileSync(path, JSON.stringify(sealDocument(2, { names: [], count: 0 })))
    expect(readDocument(path, shape)).toMatchObject({ kind: 'good', savedAt: statSync(path).mtimeMs })
  })
})
