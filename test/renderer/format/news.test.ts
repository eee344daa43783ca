import { describe, expect, it } from 'vitest'
import changes from '../../../CHANGELOG.md?raw'
import changesZhCN from '../../../docs/CHANGELOG.zh-CN.md?raw'
import about from '../../../package.json?raw'
import { newsOf } from '../../../renderer/format/news'

const { version } = JSON.parse(about) as { version: string }

const log = '# Changes\n\n- not of a version\n\n## 1.2.10\n\n- Later.\n\n## 1.2.1, not released yet\n\n- Opens `.sockdeck` files\n  and links.\n- Faster.\n\n## 1.2.0\n\n- Older.\n'
const texts = (of: string) => newsOf(log, of).map((pieces) => pieces.map(({ text }) => text).join(''))

describe('news of a version', () => {
  it('are the items under its heading, and of no other version', () => {
    expect(texts('1.2.1')).toEqual(['Opens .sockdeck files and links.', 'Faster.'])
    expect(texts('1.2.0')).toEqual(['Older.'])
    expect(texts('1.2')).toEqual([])
    expect(texts('9.9.9')).toEqual([])
  })

  it('tell code from words', () => {
    expect(newsOf(log, '1.2.1')[0]).toEqual([{ text: 'Opens ', code: false }, { text: '.sockdeck', code: true }, { text: ' files and links.', code: false }])
  })
})

describe('the change log', () => {
  it('knows the version that is built', () => {
    expect(newsOf(changes, version).length).toBeGreaterThan(0)
  })

  it('says as much in Chinese: each item of CHANGELOG.md has its own in docs/CHANGELOG.zh-CN.md', () => {
    const items = (text: string) => [...text.matchAll(/^## ([\w.+-]+)/gm)].map(([, of = '']) => [of, newsOf(text, of).length])
    expect(items(changesZhCN)).toEqual(items(changes))
  })
})
