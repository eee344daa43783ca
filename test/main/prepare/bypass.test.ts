import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bypassOf } from '../../../main/prepare/bypass'

const unclear = (entry: string): never => {
  throw new Error(entry)
}
const bypasses = (list: string, url: string) => bypassOf(list, unclear)(new URL(url))

test.each<[list: string, url: string, direct: boolean]>([
  ['localhost', 'ws://localhost/', true],
  ['localhost', 'ws://LOCALHOST:99/', true],
  ['localhost', 'ws://localhost.example.com/', false],
  ['example.com', 'wss://example.com/', true],
  ['Example.COM', 'wss://example.com./', true],
  ['example.com', 'wss://a.example.com/', false],
  ['*.example.com', 'wss://a.b.example.com/', true],
  ['*.example.com', 'wss://example.com/', false],
  ['*.example.com', 'wss://badexample.com/', false],
  ['.example.com', 'wss://a.example.com/', true],
  ['.example.com', 'wss://example.com/', false],
  ['a.com, b.com;c.com d.com', 'ws://c.com/', true],
  ['10.0.0.1', 'ws://10.0.0.1/', true],
  ['10.0.0.1', 'ws://10.0.0.2/', false],
  ['10.0.0.0/8', 'ws://10.200.3.4/', true],
  ['10.0.0.0/8', 'ws://11.0.0.1/', false],
  ['10.0.0.0/8', 'ws://10.example.com/', false],
  ['127.0.0.0/8', 'ws://[::ffff:127.0.0.1]/', true],
  ['0.0.0.0/0', 'ws://9.9.9.9/', true],
  ['::1', 'ws://[::1]/', true],
  ['[::1]', 'ws://[0:0::1]/', true],
  ['fd00::/8', 'ws://[fd12::1]/', true],
  ['fd00::/8', 'ws://[fe80::1]/', false],
  ['example.com:8443', 'wss://example.com:8443/', true],
  ['example.com:8443', 'wss://example.com/', false],
  ['example.com:443', 'wss://example.com/', true],
  ['example.com:80', 'ws://example.com/', true],
  ['[::1]:81', 'ws://[::1]:81/', true],
  ['[::1]:81', 'ws://[::1]:82/', false],
  ['10.0.0.1:81', 'ws://10.0.0.1:81/', true],
  ['<local>', 'ws://printer/', true],
  ['<local>', 'ws://a.b/', false],
  ['*', 'ws://anything/', true],
  ['', 'ws://anything/', false],
])('%j and %s: direct is %s', (list, url, direct) => {
  expect(bypasses(list, url)).toBe(direct)
})

test.each(['10.0.0.0/33', '10.0.0.0/', 'a/b', '10.0.0/8', '::/129', 'http://a', 'a*b', '*.', '*a.com', '.'])('%j is unclear', (entry) => {
  expect(() => bypasses(`localhost, ${entry}`, 'ws://h/')).toThrow(entry)
})

test('any list either is unclear or answers', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (list) => {
      try {
        expect(typeof bypasses(list, 'ws://example.com/')).toBe('boolean')
      } catch (error) {
        expect(list.toLowerCase()).toContain((error as Error).message.toLowerCase())
      }
    }),
  )
})
