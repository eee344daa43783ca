/** No text that a person reads stands in the markup itself: it would stay English in every language. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'svelte/compiler'
import { describe, expect, it } from 'vitest'

const root = path.join(import.meta.dirname, '../renderer')
/** Attributes whose value is read, by eye or aloud. */
const read = new Set(['label', 'title', 'placeholder', 'text', 'hint', 'alt', 'description', 'unit', 'aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext'])
/** Names, units and examples that are the same in every language. */
const names = /^(Sockdeck|sockdeck N|JSON|XML|YAML|Hex|Base64|URL|TLS|RTT|UTF-8|HTTP|ms|s|GiB|MiB|KiB|B|JetBrains Mono|SHA-256|NDJSON|HAR|CSV|p\d+|msg\/s|cURL|wscat|websocat)$/
/** Examples to type: an address, a token, an expression, a key. */
const examples = /^(?=.*[^A-Za-z])\S+$|^\$\.|^SHA-256:|^-----BEGIN/

interface Node {
  type: string
  name?: string
  data?: string
  raw?: string
  start?: number
}

function literals(source: string): string[] {
  const found: string[] = []
  const note = (text: string) => {
    const words = text.replace(/&\w+;/g, ' ').trim()
    if (/[a-z]{2,}/i.test(words) && !names.test(words) && !examples.test(words)) found.push(words)
  }
  const walk = (node: unknown, attribute: string | null): void => {
    if (Array.isArray(node)) for (const each of node) walk(each, attribute)
    else if (typeof node === 'object' && node !== null) {
      const { type, name, data } = node as Node
      if (type === 'Text' && (attribute === null || read.has(attribute))) note(data ?? '')
      for (const [key, value] of Object.entries(node)) {
        if (key === 'parent' || key === 'expression' || key === 'css' || key === 'instance' || key === 'module') continue
        walk(value, type === 'Attribute' || type === 'StyleDirective' ? (name ?? '') : attribute)
      }
    }
  }
  walk(parse(source, { modern: true }).fragment, null)
  return found
}

function components(): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.svelte'))
}

describe('markup', () => {
  it('holds no words of its own', () => {
    const all = components()
    expect(all.length).toBeGreaterThan(150)
    const found = all.flatMap((name) => literals(readFileSync(path.join(root, name), 'utf8')).map((text) => `${name}: ${text}`))
    expect(found).toEqual([])
  })

  it.each([
    ['<p>Hello there</p>', ['Hello there']],
    ['<Field label="Name of it" />', ['Name of it']],
    ['<p class="wide cut">{t("a.b")} · {count}</p>', []],
    ['<Button title={t("a.b")} type="button">JSON</Button>', []],
    ['{#if open}<b>Open</b>{/if}', ['Open']],
  ])('would be noticed in %s', (markup, words) => {
    expect(literals(markup)).toEqual(words)
  })
})
