/** Nothing is used that another Electron between the oldest and the shipped one does not have, or does differently. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { describe, expect, it, test } from 'vitest'
import { changes, firstMajor, lastMajor, type Change } from './electron-changes'

const root = path.join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')

function filesIn(folder: string, ending: RegExp): string[] {
  const names = readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name.replaceAll(path.sep, '/')}`)
  return names.filter((name) => ending.test(name))
}

/** A text without comments: they may name what is not used. */
function codeOf(file: string): string {
  const text = read(file)
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, text)
  return file.endsWith('.ts') ? withoutComments(scanner, text) : text
}

function withoutComments(scanner: ts.Scanner, text: string): string {
  let code = ''
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    const comment = kind === ts.SyntaxKind.SingleLineCommentTrivia || kind === ts.SyntaxKind.MultiLineCommentTrivia
    code += comment ? ' ' : text.slice(scanner.getTokenStart(), scanner.getTokenEnd())
  }
  return code
}

const code = new Map(['main', 'renderer', 'shared'].flatMap((folder) => filesIn(folder, /(?<!\.d)\.(ts|svelte)$/)).map((file) => [file, codeOf(file)]))
const build = new Map(['electron-builder.yml', 'package.json', ...filesIn('scripts', /\.mjs$/), ...filesIn('build', /\.(plist|nsh|ya?ml)$/)].map((file) => [file, read(file)]))

/** What speaks against these sources: a use that nobody gave a reason for, or a reason whose use is gone. */
function faultsOf(change: Change, sources: ReadonlyMap<string, string>): string[] {
  const { since, what, sign, kept = {} } = change
  const used = sign === null ? [] : [...sources].filter(([, text]) => sign.test(text)).map(([file]) => file)
  const unreasoned = used.filter((file) => !Object.hasOwn(kept, file)).map((file) => `${file}: Electron ${since}, ${what}`)
  const gone = Object.keys(kept).filter((file) => !used.includes(file)).map((file) => `${file} does not use it any more: Electron ${since}, ${what}`)
  return [...unreasoned, ...gone]
}

test.each(changes)('Electron $since, $what', (change) => {
  expect(faultsOf(change, change.build ? build : code)).toEqual([])
})

describe('the inspection', () => {
  it.each(changes.filter(({ sign }) => sign !== null))('notices a use of: $what', (change) => {
    expect(faultsOf({ ...change, kept: {} }, new Map([['main/planted.ts', change.example]]))).toEqual([`main/planted.ts: Electron ${change.since}, ${change.what}`])
  })

  it('notices a reason that has outlived its use', () => {
    const change = { since: 40, what: 'x', sign: /x/, example: 'x', kept: { 'main/a.ts': 'because' } }
    expect(faultsOf(change, new Map([['main/a.ts', 'y']]))).toEqual(['main/a.ts does not use it any more: Electron 40, x'])
  })

  it('looks at all there is, and not at comments', () => {
    expect(code.size).toBeGreaterThan(300)
    expect(build.has('scripts/build.mjs')).toBe(true)
    expect(withoutComments(ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, "a() // clipboard\n/* paint */ b('//x')"), "a() // clipboard\n/* paint */ b('//x')")).toBe("a()  \n  b('//x')")
  })
})

describe('the table', () => {
  it('reaches from the oldest Electron that starts the app to the one that is shipped: with a new one come its changes', () => {
    const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> }
    expect(Number.parseInt(devDependencies['electron'] ?? '', 10)).toBe(lastMajor)
    expect(read('scripts/setup/fallback.mjs')).toContain(`version = '${firstMajor}.`)
    expect([...new Set(changes.map(({ since }) => since))]).toEqual(Array.from({ length: lastMajor - firstMajor }, (_, i) => firstMajor + 1 + i))
  })

  // What a newer Electron has removed does not compile; what it has deprecated is a lint error, and this is where that is lifted.
  it('names every file that may use what is deprecated', () => {
    const lifted = [...code.keys()].filter((file) => read(file).includes('no-deprecated') && read(file).includes("from 'electron'"))
    // What the protocol is served by is deprecated since 25, before the table begins.
    expect(lifted).toEqual(['main/app/cipher.ts', 'main/app/protocol.ts'])
    expect(changes.flatMap(({ kept = {} }) => Object.keys(kept))).toContain('main/app/cipher.ts')
    expect(JSON.parse(read('.oxlintrc.json'))).toMatchObject({ rules: { 'typescript/no-deprecated': 'error' } })
  })
})
