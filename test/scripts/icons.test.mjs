import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { icns, ico } from '../../scripts/package/icon-files.mjs'

const folder = path.join(import.meta.dirname, '../../build')
const read = (...name) => readFileSync(path.join(folder, ...name))
const isPng = (bytes) => bytes.subarray(1, 4).toString() === 'PNG'
const pngSize = (bytes) => [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]

/** The sizes that the directory of an .ico promises, with the pictures found where it says. */
function icoPictures(file) {
  return Array.from({ length: file.readUInt16LE(4) }, (_, index) => {
    const entry = 6 + 16 * index
    const [length, offset] = [file.readUInt32LE(entry + 8), file.readUInt32LE(entry + 12)]
    return { size: file[entry] || 256, picture: file.subarray(offset, offset + length) }
  })
}

function icnsPictures(file) {
  const pictures = []
  for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
    pictures.push({ type: file.toString('latin1', at, at + 4), picture: file.subarray(at + 8, at + file.readUInt32BE(at + 4)) })
  }
  return pictures
}

test.each(['icons', 'documents'])('the PNGs in %s have the sizes of their names', (name) => {
  const names = readdirSync(path.join(folder, name))
  expect(names).toContain('16x16.png')
  for (const file of names) expect(pngSize(read(name, file)).join('x')).toBe(path.basename(file, '.png'))
})

test.each(['icon.ico', 'document.ico'])('%s has every size that Windows shows', (name) => {
  const pictures = icoPictures(read(name))
  expect(pictures.map(({ size }) => size)).toEqual([16, 24, 32, 48, 64, 128, 256])
  for (const { size, picture } of pictures) expect([isPng(picture), ...pngSize(picture)]).toEqual([true, size, size])
})

test.each(['icon.icns', 'document.icns'])('%s has the sizes of a dense and of a plain screen up to 1024', (name) => {
  const file = read(name)
  expect([file.toString('latin1', 0, 4), file.readUInt32BE(4)]).toEqual(['icns', file.length])
  const sizes = { ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 }
  expect(Object.fromEntries(icnsPictures(file).map(({ type, picture }) => [type, pngSize(picture)[0]]))).toEqual(sizes)
})

test('the containers hold the pictures that they were given, unchanged', () => {
  const pictures = new Map([32, 64, 128, 256, 512, 1024].map((size) => [size, Buffer.from(`picture of ${size}`)]))
  expect(icoPictures(ico(new Map([...pictures].slice(0, 4)))).map(({ picture }) => String(picture))).toEqual(['picture of 32', 'picture of 64', 'picture of 128', 'picture of 256'])
  expect(icnsPictures(icns(pictures)).map(({ picture }) => String(picture))).toContain('picture of 1024')
})
