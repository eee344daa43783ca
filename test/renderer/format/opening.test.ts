import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentWords, importedWords, transportOf, urlParts } from '../../../renderer/format/opening'
import { nothingImported } from '../../../shared/imported'
import { readLink } from '../../../shared/opening'

describe('urlParts', () => {
  it.each([
    ['wss://example.com/feed?a=1', 'wss://', 'example.com', '/feed?a=1'],
    ['ws://[::1]:7625/', 'ws://', '[::1]:7625', '/'],
    ['wss://h/?next=wss://bank.example/', 'wss://', 'h', '/?next=wss://bank.example/'],
    ['ws+unix:/run/app.sock:/chat?x', 'ws+unix:', '/run/app.sock', ':/chat?x'],
    ['ws+unix:///run/app.sock', 'ws+unix://', '/run/app.sock', ''],
  ])('%s', (url, before, host, after) => expect(urlParts(url)).toEqual({ before, host, after }))

  it('marks the host that is dialled, of any address that a link may have', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), (text) => {
        const read = readLink(`sockdeck://open?url=${encodeURIComponent(text.replace(/^http/, 'ws'))}`)
        if (typeof read === 'string') return
        const { before, host, after } = urlParts(read.url)
        expect(before + host + after).toBe(read.url)
        expect(host).toBe(new URL(read.url).host)
      }),
    )
  })
})

describe('transportOf', () => {
  it.each([
    ['wss://h/', 'Encrypted (TLS)', false],
    ['ws://h/', 'Not encrypted: whoever is on the way can read along', true],
    ['ws://localhost:7625/', 'Not encrypted; it stays on this computer', false],
    ['ws://127.0.0.1/', 'Not encrypted; it stays on this computer', false],
    ['ws://[::1]/', 'Not encrypted; it stays on this computer', false],
    ['ws://localhost.evil.example/', 'Not encrypted: whoever is on the way can read along', true],
    ['ws://127.0.0.1.evil.example/', 'Not encrypted: whoever is on the way can read along', true],
    ['ws+unix:/run/app.sock', 'A socket file of this computer', true],
  ])('%s', (url, words, doubtful) => expect(transportOf(url)).toEqual({ words, doubtful }))
})

describe('words', () => {
  it('say what is there and nothing of what is not', () => {
    expect(contentWords({ folders: 1, profiles: 2, decks: 0 })).toBe('1 folder, 2 profiles')
    expect(contentWords({ folders: 0, profiles: 0, decks: 0 })).toBe('')
  })

  it('say what became of an import', () => {
    expect(importedWords({ file: 'a', added: 1_200, skipped: 3, folders: 0, decks: 1, imported: nothingImported })).toBe('Imported: 1,200 profiles, 1 saved deck')
    expect(importedWords({ file: 'a', added: 0, skipped: 3, folders: 0, decks: 0, imported: nothingImported })).toBe('All of it was here already')
  })
})
