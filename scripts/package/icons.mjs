/** Draws the icons of build/ from their SVGs with a Chromium: `node scripts/package/icons.mjs`. What it draws is committed. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { chromium } from '@playwright/test'
import { root } from '../process.mjs'
import { icns, ico } from './icon-files.mjs'

const folder = path.join(root, 'build')
const svg = (name) => `data:image/svg+xml;base64,${readFileSync(path.join(folder, `${name}.svg`)).toString('base64')}`
// At 16 pixels details fall between the pixels; the small drawings are on that grid.
const drawing = (name, size) => svg(size === 16 ? `${name}-small` : name)
// Icons of macOS stand inside a margin, as Apple's grid has it.
const macShare = 824 / 1024

const browser = await chromium.launch({ executablePath: process.env.SOCKDECK_CHROMIUM ?? '/usr/bin/chromium' })
const page = await browser.newPage()

async function png(source, size, share = 1) {
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(`<style>body { margin: 0; display: grid; place-items: center; height: 100vh }</style><img src="${source}" width="${size * share}">`)
  await page.locator('img').evaluate((image) => image.decode())
  return page.screenshot({ omitBackground: true })
}

async function drawn(name, sizes, share) {
  const pictures = new Map()
  for (const size of sizes) pictures.set(size, await png(drawing(name, size), size, share))
  return pictures
}

function writePngs(name, pictures) {
  mkdirSync(path.join(folder, name), { recursive: true })
  for (const [size, picture] of pictures) writeFileSync(path.join(folder, name, `${size}x${size}.png`), picture)
}

const windows = [16, 24, 32, 48, 64, 128, 256]
const mac = [32, 64, 128, 256, 512, 1024]
writePngs('icons', await drawn('icon', [...windows, 512]))
// Not among the others: themes of Linux desktops end at 512.
writeFileSync(path.join(folder, 'icon.png'), await png(svg('icon'), 1024))
writePngs('documents', await drawn('document', [16, 32, 48, 256]))
for (const name of ['icon', 'document']) {
  writeFileSync(path.join(folder, `${name}.ico`), ico(await drawn(name, windows)))
  writeFileSync(path.join(folder, `${name}.icns`), icns(await drawn(name, mac, name === 'icon' ? macShare : 1)))
}
await browser.close()
