import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { indexJson, type JsonIndex } from '../../../renderer/format/json-index'
import { withCuts } from '../../../renderer/format/json-cuts'
import { jsonLines } from '../../../renderer/format/json-lines'
import { conditionFor, pathOf, stepsTo } from '../../../renderer/format/json-path'
import { JsonTree, rowCharacters } from '../../../renderer/format/json-tree'
import { JsonTokens } from '../../../shared/json-tokens'

const json = fc.jsonValue({ maxDepth: 6 }).map((value) => JSON.stringify(value, null, 1))
const opened = (text: string) => {
  const index = indexJson(text)
  const tree = new JsonTree(index)
  tree.set(0, true, true)
  return { index, tree, rows: tree.rows(0, tree.length) }
}
const all = (index: JsonIndex) => Array.from({ length: index.size }, (_, node) => node)

/** Raw texts of keys and scalars in the order of the text, by the tokens alone. */
function tokensOf(text: string): string[] {
  const tokens = new JsonTokens(text)
  const found: string[] = []
  for (let kind = tokens.next(); kind !== null; kind = tokens.next()) if (kind !== 'open' && kind !== 'close' && kind !== 'comma' && kind !== 'colon') found.push(text.slice(tokens.from, tokens.to))
  return found
}

describe('a tree that is open everywhere', () => {
  it('has every key and value of the source, in its order and as it was sent', () => {
    fc.assert(
      fc.property(json, (text) => {
        const { index, rows } = opened(text)
        const shown = rows.flatMap(({ node, kind }) => [index.keyText(node), kind === 'object' || kind === 'array' ? null : index.raw(node)])
        expect(shown.filter((part) => part !== null)).toEqual(tokensOf(text))
      }),
    )
  })

  it('counts values, levels and places as the text has them', () => {
    fc.assert(
      fc.property(json, (text) => {
        const { index, rows } = opened(text)
        for (const row of rows) {
          const value: unknown = JSON.parse(index.raw(row.node))
          const inside = row.kind === 'array' ? (value as unknown[]).length : row.kind === 'object' ? Object.keys(value as object).length : 0
          expect([row.count, row.depth]).toEqual([inside, index.depth(row.node)])
          if (row.inArray) expect(row.key).toBe(String(index.place(row.node)))
        }
      }),
    )
  })

  it('is the same whichever part of it is asked for', () => {
    fc.assert(
      fc.property(json, fc.nat(20), fc.nat(20), (text, from, count) => {
        const { tree, rows } = opened(text)
        expect(tree.rows(from, from + count)).toEqual(rows.slice(from, from + count))
      }),
    )
  })
})

describe('opening and closing', () => {
  it('hides exactly what is in a closed value, and shows it again', () => {
    fc.assert(
      fc.property(json, fc.nat(), (text, pick) => {
        const { index, tree, rows } = opened(text)
        const node = pick % index.size
        tree.set(node, false, false)
        const seen = tree.rows(0, tree.length).map((row) => row.node)
        expect(seen).toEqual(all(index).filter((each) => each <= node || each >= (index.end[node] ?? 0)))
        for (const each of all(index)) expect(seen[tree.rowOf(each)]).toBe(each > node && each < (index.end[node] ?? 0) ? node : each)
        tree.set(node, true, false)
        expect(tree.rows(0, tree.length)).toEqual(rows)
      }),
    )
  })

  it('closes a whole subtree, so that opening it shows one level', () => {
    const tree = new JsonTree(indexJson('{"a":{"b":{"c":{"d":1}}},"e":2}'))
    const keys = () => tree.rows(0, tree.length).map(({ key }) => key)
    tree.set(1, false, true)
    expect(keys()).toEqual([null, '"a"', '"e"'])
    tree.set(1, true, false)
    expect(keys()).toEqual([null, '"a"', '"b"', '"e"'])
  })

  it('opens as many levels at first as a screen or two can hold, and always one', () => {
    const wide = JSON.stringify({ few: Array.from({ length: 10 }, () => ({ a: 1 })), many: Array.from({ length: 1_000 }, (_, i) => i) })
    expect(new JsonTree(indexJson(wide)).length).toBe(3)
    expect(new JsonTree(indexJson(JSON.stringify(Array.from({ length: 1_000 }, (_, i) => [i])))).length).toBe(1_001)
    expect(new JsonTree(indexJson('{"a":{"b":{"c":1}}}')).length).toBe(4)
    expect(new JsonTree(indexJson('1')).rows(0, 9)).toMatchObject([{ node: 0, kind: 'number', text: '1', key: null, open: false }])
  })

  it('shows the beginning of long keys and values, and says how long they are', () => {
    const { rows } = opened(JSON.stringify({ ['k'.repeat(1_000)]: 'v'.repeat(1_000) }))
    expect([rows[1]?.key?.length, rows[1]?.text.length, rows[1]?.length]).toEqual([rowCharacters, rowCharacters, 1_002])
  })

  it('goes 100,000 levels deep', () => {
    const { tree } = opened('['.repeat(100_000) + ']'.repeat(100_000))
    expect(tree.rows(99_999, 100_001)).toMatchObject([{ depth: 99_999, count: 0 }])
  })
})

describe('jsonLines', () => {
  it('gives any lines as the whole source has them', () => {
    fc.assert(
      fc.property(json, fc.nat(30), fc.nat(30), (text, from, count) => {
        const index = indexJson(text)
        const whole = jsonLines(index, 0, index.lines).text
        expect(whole).toBe(JSON.stringify(JSON.parse(text), null, 2))
        expect(index.lines).toBe(whole.split('\n').length)
        expect(jsonLines(index, from, from + count).text).toBe(whole.split('\n').slice(from, from + count).join('\n'))
      }),
    )
  })

  it('reads 10 MB and gives lines from anywhere in it', () => {
    const item = '{"id": 12345678901234567890, "price": 1.10, "id": 2, "tags": ["a", "\\u00e9"]},'
    const items = Math.ceil((10 * 1024 * 1024) / item.length)
    const index = indexJson(`[${item.repeat(items)}{}]`)
    expect([index.count[0], index.lines]).toEqual([items + 1, items * 9 + 3])
    expect(jsonLines(index, index.lines - 11, index.lines).text).toBe(
      '  {\n    "id": 12345678901234567890,\n    "price": 1.10,\n    "id": 2,\n    "tags": [\n      "a",\n      "\\u00e9"\n    ]\n  },\n  {}\n]',
    )
  })

  it('cuts a value that is longer than asked for, and says how much is missing', () => {
    const index = indexJson(JSON.stringify({ a: 'x'.repeat(5_000), b: 1 }))
    const { text, spans } = withCuts(jsonLines(index, 0, index.lines, 5), (more) => ` … ${more} more`)
    expect(text).toBe('{\n  "a": "xxxx … 4997 more,\n  "b": 1\n}')
    expect(spans.map(({ from, to }) => text.slice(from, to))).toEqual(['"a"', '"xxxx', '"b"', '1'])
  })

  it('colours keys and values where they are in the part asked for', () => {
    const index = indexJson('{"a":["b",1],"c":{}}')
    const { text, spans } = jsonLines(index, 1, 5)
    expect(spans.map(({ from, to, kind }) => [kind, text.slice(from, to)])).toEqual([['key', '"a"'], ['string', '"b"'], ['number', '1']])
  })
})

describe('paths', () => {
  const index = indexJson('{"type":"trade","odd key":[{"a\\"b":1},[2]],"type":"again","éa":null}')
  const path = (node: number) => pathOf(index, node)

  it('are JSONPath, with the keys as they were sent', () => {
    expect(all(index).map(path)).toEqual(['$', '$.type', '$["odd key"]', '$["odd key"][0]', '$["odd key"][0]["a\\"b"]', '$["odd key"][1]', '$["odd key"][1][0]', '$.type', '$["éa"]'])
  })

  it('lead step by step to the value', () => {
    expect(stepsTo(index, 4).map(({ node, text }) => [node, text])).toEqual([[0, '$'], [2, '["odd key"]'], [3, '[0]'], [4, '["a\\"b"]']])
  })

  it('make a condition of a value, and of a container that it is there', () => {
    expect([1, 2, 4, 8].map((node) => conditionFor(index, node))).toEqual(['$.type == "trade"', '$["odd key"]', '$["odd key"][0]["a\\"b"] == 1', '$["éa"] == null'])
  })

  it('make no condition that a filter could not hold', () => {
    expect(conditionFor(indexJson(JSON.stringify(['x'.repeat(2_000)])), 1)).toBeNull()
    const deep = indexJson('['.repeat(100_000) + ']'.repeat(100_000))
    expect([pathOf(deep, 99_999), conditionFor(deep, 99_999), stepsTo(deep, 99_999).length]).toEqual([null, null, 200])
  })
})
