import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Dialog, FileFilter } from 'electron'
import { beforeEach, describe, expect, it } from 'vitest'
import { confirmLink, fileDialogs, readCapped, writeWhole } from '../../../main/app/dialogs'
import { fillDisk, smallDisk, tempDir } from '../../support/disk'

let dir: string
beforeEach(() => {
  dir = tempDir()
  asked = []
  revealed = []
})

let asked: { defaultPath?: string; filters: FileFilter[]; properties: string[] }[]
let revealed: string[]

const choosing = (filePath: string) => {
  const dialog = {
    showSaveDialog: (options: (typeof asked)[0]) => (asked.push(options), Promise.resolve({ canceled: filePath === '', filePath })),
    showOpenDialog: (options: (typeof asked)[0]) => (asked.push(options), Promise.resolve({ canceled: filePath === '', filePaths: filePath === '' ? [] : [filePath] })),
  }
  const shell = { showItemInFolder: (file: string) => void revealed.push(file) }
  return fileDialogs({ dialog: dialog as unknown as Dialog, shell, parent: () => null })
}

describe('fileDialogs', () => {
  it('writes to the file that was chosen, and reads it back', async () => {
    const file = path.join(dir, 'profiles.json')
    expect(await choosing(file).saveText('suggested.json', '{"ü":1}')).toEqual({ file })
    expect(await choosing(file).openText()).toEqual({ file, text: '{"ü":1}' })
    expect(readdirSync(dir)).toEqual(['profiles.json'])
  })

  it('does nothing when the person cancels', async () => {
    expect(await choosing('').saveText('suggested.json', 'text')).toBeNull()
    expect(await choosing('').openText()).toBeNull()
    expect(await choosing('').placeExport('name', 'csv')).toBeNull()
    expect(await choosing('').chooseImport()).toBeNull()
    expect(await choosing('').openConnections()).toBeNull()
    expect(await choosing('').chooseKeyFile()).toBeNull()
  })

  it.each([
    ['ndjson', 'ndjson'], ['json', 'json'], ['csv', 'csv'], ['text', 'txt'], ['har', 'har'],
  ] as const)('suggests a name for an export as %s, and asks before it writes over a file', async (format, ending) => {
    expect(await choosing('/chosen').placeExport('Morning', format)).toBe('/chosen')
    expect(asked).toMatchObject([{ defaultPath: `Morning.${ending}`, properties: ['showOverwriteConfirmation'] }])
    expect(asked[0]?.filters.map((filter) => filter.extensions)).toEqual([expect.arrayContaining([ending]), ['*']])
  })

  it('offers what can be imported, and any other file', async () => {
    expect(await choosing('/chosen').chooseImport()).toBe('/chosen')
    expect(asked[0]?.filters.map((filter) => filter.extensions)).toEqual([['har', 'json', 'ndjson', 'jsonl'], ['*']])
  })

  it('reads what another tool made, and only names a file of keys', async () => {
    const file = path.join(dir, 'key.pem')
    writeFileSync(file, 'key')
    expect(await choosing(file).openConnections()).toEqual({ file, text: 'key' })
    expect(await choosing(file).chooseKeyFile()).toBe(file)
    expect(asked.map(({ filters }) => filters.at(-1)?.extensions)).toEqual([['*'], ['*']])
  })

  it('shows a file in the file manager', () => {
    choosing('').reveal('/chosen')
    expect(revealed).toEqual(['/chosen'])
  })
})

describe('readCapped', () => {
  it('reads a file of exactly the limit and refuses one byte more', async () => {
    const file = path.join(dir, 'file')
    writeFileSync(file, 'x'.repeat(100))
    expect(await readCapped(file, 100)).toHaveLength(100)
    await expect(readCapped(file, 99)).rejects.toMatchObject({ code: 'import-too-large' })
  })

  it.skipIf(process.platform === 'win32')('reads no more than it may from a file that has no end', async () => {
    await expect(readCapped('/dev/zero', 1_000)).rejects.toMatchObject({ code: 'import-too-large' })
  })

  it('refuses what is not UTF-8, a folder and a file that is not there, in words without a path', async () => {
    const file = path.join(dir, 'file')
    writeFileSync(file, Uint8Array.of(0xff, 0xfe, 0x7b, 0))
    mkdirSync(path.join(dir, 'folder'))
    await expect(readCapped(file)).rejects.toMatchObject({ code: 'import-not-json' })
    for (const name of ['folder', 'missing']) {
      const refusal = await readCapped(path.join(dir, name)).catch((error: unknown) => error as Error & { code: string })
      expect(refusal).toMatchObject({ code: 'file-unreadable' })
      expect((refusal as Error).message).not.toContain(dir)
    }
  })

  it('takes a byte order mark away', async () => {
    const file = path.join(dir, 'file')
    writeFileSync(file, '\ufeff{}')
    expect(await readCapped(file)).toBe('{}')
  })
})

describe('writeWhole', () => {
  it('refuses a folder that is not there, and leaves nothing behind', async () => {
    await expect(writeWhole(path.join(dir, 'missing', 'file'), 'text')).rejects.toMatchObject({ code: 'file-unwritable' })
    mkdirSync(path.join(dir, 'folder'))
    await expect(writeWhole(path.join(dir, 'folder'), 'text')).rejects.toMatchObject({ code: 'file-unwritable' })
    expect(readdirSync(dir)).toEqual(['folder'])
  })

  it('keeps the older export when the disk is full', async (context) => {
    const disk = smallDisk(256)
    if (disk === null) return context.skip()
    const file = path.join(disk, 'profiles.json')
    await writeWhole(file, 'old')
    fillDisk(disk, 2)
    await expect(writeWhole(file, 'x'.repeat(100_000))).rejects.toMatchObject({ code: 'file-unwritable', message: "The file can't be written there: the disk is full" })
    expect(readFileSync(file, 'utf8')).toBe('old')
    expect(readdirSync(disk).sort()).toEqual(['filler', 'profiles.json'])
  })
})

describe('confirmLink', () => {
  it('shows the whole address and takes only the first button for a yes', async () => {
    const shown: unknown[] = []
    const answering = (response: number) => {
      const showMessageBox = (options: { detail: string }) => {
        shown.push(options.detail)
        return Promise.resolve({ response, checkboxChecked: false })
      }
      return { showMessageBox } as unknown as Dialog
    }
    expect(await confirmLink(answering(0), null, 'https://example.com/a')).toBe(true)
    expect(await confirmLink(answering(1), null, 'https://example.com/b')).toBe(false)
    expect(shown).toEqual(['https://example.com/a', 'https://example.com/b'])
  })
})
