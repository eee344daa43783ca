import { expect, test } from 'vitest'
import { everything, type LogFilter } from '../../../shared/entry'
import { Matcher } from '../../../main/log/matcher'
import { Segment, tagOf } from '../../../main/log/segment'
import { Sources } from '../../../main/log/sources'

function matching(filter: Partial<LogFilter>): number[] {
  const sources = new Sources()
  const segment = new Segment(1, new ArrayBuffer(1_024))
  const matcher = new Matcher({ ...everything, ...filter }, sources)
  segment.push(sources.slotOf('a'), tagOf('in', 'text'), Buffer.from('Hello'), 0)
  segment.push(sources.slotOf('b'), tagOf('out', 'text'), Buffer.from('hello'), 0)
  segment.push(sources.slotOf('a'), tagOf('out', 'binary'), Buffer.from([1, 2, 3]), 0)
  segment.push(sources.slotOf('c'), tagOf('none', 'lifecycle'), Buffer.from('{"words":"hello"}'), 0)
  return [0, 1, 2, 3].filter((index) => matcher.matches(segment, index))
}

test.each<[string, Partial<LogFilter>, number[]]>([
  ['everything', {}, [0, 1, 2, 3]],
  ['connections', { connectionIds: ['a', 'c'] }, [0, 2, 3]],
  ['a connection nobody has seen', { connectionIds: ['z'] }, []],
  ['no connection', { connectionIds: [] }, []],
  ['a direction', { directions: ['out'] }, [1, 2]],
  ['no direction', { directions: [] }, []],
  ['kinds', { kinds: ['binary', 'lifecycle'] }, [2, 3]],
  ['no kind', { kinds: [] }, []],
  ['text in any case', { text: 'HELLO' }, [0, 1, 3]],
  ['text in its case', { text: 'hello', caseSensitive: true }, [1, 3]],
  ['bytes that are no text', { text: '\u0002\u0003' }, [2]],
  ['all together', { connectionIds: ['a', 'b'], directions: ['in', 'none'], kinds: ['text'], text: 'ell' }, [0]],
])('filters by %s', (_, filter, expected) => {
  expect(matching(filter)).toEqual(expected)
})
