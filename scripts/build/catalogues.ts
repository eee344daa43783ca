/** Catalogues: the words of each language go into a program as JSON, which V8 reads much sooner than the same as source. */
import path from 'node:path'
import { runnerImport, type Plugin } from 'vite'

const folder = path.join(import.meta.dirname, '../../shared/words')

/** An area is read when the first text of it is wanted: a start needs a third of them. */
const areas = `function areas(texts) {
  const made = {}
  for (const [name, text] of Object.entries(texts)) {
    const set = (descriptor) => Object.defineProperty(made, name, { configurable: true, enumerable: true, ...descriptor })
    set({ get: () => set({ value: JSON.parse(text) })[name] })
  }
  return made
}
`

/** Modules in the place of those of shared/words, by their names. */
type Modules = Readonly<Record<string, string>>
let read: Promise<Modules> | null = null

async function readWords(): Promise<Modules> {
  const [{ module: english }, { module: chinese }] = await Promise.all([
    runnerImport<{ en: object }>(path.join(folder, 'en.ts')),
    runnerImport<{ zhCN: () => object }>(path.join(folder, 'zh-CN.ts')),
  ])
  return { en: `${areas}export const en = ${made(english.en)}\n`, 'zh-CN': `${areas}export const zhCN = () => ${made(chinese.zhCN())}\n` }
}

function made(catalogue: object): string {
  const texts = Object.entries(catalogue).map(([area, words]) => `${JSON.stringify(area)}: ${JSON.stringify(JSON.stringify(words))}`)
  return `areas({ ${texts.join(', ')} })`
}

/** The words are read before a build begins: Vite can't run a module while it waits for a plugin. */
export async function catalogues(): Promise<Plugin> {
  const modules = await (read ??= readWords())
  const place = /[\\/]shared[\\/]words[\\/](en|zh-CN)\.ts$/
  return {
    name: 'sockdeck:catalogues',
    apply: 'build',
    load: { filter: { id: place }, handler: (id) => modules[place.exec(id)?.[1] ?? ''] ?? null },
  }
}
