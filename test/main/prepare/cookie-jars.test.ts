import { expect, test } from 'vitest'
import { CookieJars } from '../../../main/prepare/cookie-jars'
import { limits } from '../../../shared/limits'

function jarsOver(kept = new Map<string, string>()) {
  const saves: string[] = []
  const jars = new CookieJars({
    load: (folderId) => kept.get(folderId) ?? null,
    save: (folderId, text) => {
      saves.push(text)
      kept.set(folderId, text)
    },
  })
  return { jars, kept, saves, keep: async (url: string, ...lines: string[]) => (await jars.jar('f')).keep(new URL(url), lines), header: async (url: string) => (await jars.jar('f')).header(new URL(url)) }
}

test.each<[name: string, from: string, line: string, to: string, expected: string]>([
  ['comes back to its host', 'ws://a.example.com/', 'k=v', 'ws://a.example.com/', 'k=v'],
  ['without Domain stays with its host', 'ws://a.example.com/', 'k=v', 'ws://b.a.example.com/', ''],
  ['with Domain goes to hosts below', 'ws://a.example.com/', 'k=v; Domain=example.com', 'ws://b.example.com/', 'k=v'],
  ['for a foreign domain is refused', 'ws://a.example.com/', 'k=v; Domain=other.com', 'ws://other.com/', ''],
  ['for a public suffix is refused', 'ws://a.co.uk/', 'k=v; Domain=co.uk', 'ws://b.co.uk/', ''],
  ['knows no ports', 'ws://h.example.com:1/', 'k=v', 'ws://h.example.com:2/', 'k=v'],
  ['with a path goes below it', 'ws://h.example.com/', 'k=v; Path=/a', 'ws://h.example.com/a/b', 'k=v'],
  ['with a path goes nowhere else', 'ws://h.example.com/', 'k=v; Path=/a', 'ws://h.example.com/ab', ''],
  ['without a path has that of its request', 'ws://h.example.com/a/b', 'k=v', 'ws://h.example.com/c', ''],
  ['that is Secure goes to wss', 'wss://h.example.com/', 'k=v; Secure', 'wss://h.example.com/', 'k=v'],
  ['that is Secure stays away from ws', 'wss://h.example.com/', 'k=v; Secure', 'ws://h.example.com/', ''],
  ['that is HttpOnly is sent', 'wss://h.example.com/', 'k=v; HttpOnly; SameSite=Strict', 'wss://h.example.com/', 'k=v'],
  ['that has ended is not sent', 'ws://h.example.com/', 'k=v; Max-Age=0', 'ws://h.example.com/', ''],
  ['of an address comes back to it', 'ws://127.0.0.1:1/', 'k=v', 'ws://127.0.0.1:2/', 'k=v'],
  ['of localhost comes back to it', 'ws://localhost/', 'k=v', 'ws://localhost/', 'k=v'],
  ['that is none is passed over', 'ws://h.example.com/', 'no cookie at all', 'ws://h.example.com/', ''],
  ['of a Unix socket has no host', 'ws+unix:/tmp/s', 'k=v', 'ws+unix:/tmp/s', ''],
])('a cookie %s', async (...[, from, line, to, expected]) => {
  const { keep, header } = jarsOver()
  await keep(from, line)
  expect(await header(to)).toBe(expected)
})

test('a newer cookie replaces the older one, and Max-Age=0 takes it away', async () => {
  const { keep, header, jars } = jarsOver()
  await keep('ws://h.example.com/', 'k=1', 'other=1', 'k=2')
  expect(await header('ws://h.example.com/')).toBe('k=2; other=1')
  await keep('ws://h.example.com/', 'k=; Max-Age=0')
  expect(await header('ws://h.example.com/')).toBe('other=1')
  expect((await jars.list('f')).map(({ name }) => name)).toEqual(['other'])
})

test('who asks for a jar at the same moment gets the same one, and what was cleared meanwhile stays away', async () => {
  const { jars, kept } = jarsOver(new Map([['f', JSON.stringify([{ key: 'k', value: 'v', domain: 'h.example.com', path: '/', expires: '2100-01-01T00:00:00.000Z' }])]]))
  const asked = [jars.jar('f'), jars.jar('f')]
  jars.clear('f')
  const [one, other] = await Promise.all(asked)
  expect(one).toBe(other)
  expect([await jars.list('f'), kept.get('f')]).toEqual([[], ''])
})

test('folders have jars of their own', async () => {
  const { jars, keep } = jarsOver()
  await keep('ws://h.example.com/', 'k=v')
  expect((await jars.jar('g')).header(new URL('ws://h.example.com/'))).toBe('')
  expect(await jars.list('g')).toEqual([])
})

test('what lasts is there in the next run; what has no end went with the app', async () => {
  const { kept, keep } = jarsOver()
  await keep('wss://h.example.com/p/', 'lasting=1; Max-Age=3600; Secure', 'passing=1')
  const next = jarsOver(kept)
  expect(await next.header('wss://h.example.com/p/')).toBe('lasting=1')
  const [facts] = await next.jars.list('f')
  expect(facts).toMatchObject({ name: 'lasting', domain: 'h.example.com', path: '/p', secure: true })
  expect((facts?.expiresAt ?? 0) - Date.now()).toBeGreaterThan(3_500_000)
  expect(JSON.stringify(await next.jars.list('f'))).not.toContain('=1')
})

test('using a cookie does not make it live longer', async () => {
  const { keep, header, jars } = jarsOver()
  await keep('ws://h.example.com/', 'k=v; Max-Age=100')
  const end = (await jars.list('f'))[0]?.expiresAt
  const meanwhile = performance.now()
  while (performance.now() - meanwhile < 3) await header('ws://h.example.com/')
  expect((await jars.list('f'))[0]?.expiresAt).toBe(end)
})

test('nothing is saved where nothing that lasts has changed', async () => {
  const { keep, header, saves } = jarsOver()
  await keep('ws://h.example.com/', 'passing=1')
  await header('ws://h.example.com/')
  expect(saves).toEqual([])
  await keep('ws://h.example.com/', 'k=v; Expires=Fri, 01 Jan 2100 00:00:00 GMT')
  await keep('ws://h.example.com/', 'k=v; Expires=Fri, 01 Jan 2100 00:00:00 GMT')
  await header('ws://h.example.com/')
  expect(saves).toHaveLength(1)
})

test('clearing empties the jar, here and where it is kept', async () => {
  const { jars, kept, keep, header } = jarsOver()
  await keep('ws://h.example.com/', 'k=v; Max-Age=100', 'l=v')
  jars.clear('f')
  expect([await header('ws://h.example.com/'), await jars.list('f'), kept.get('f')]).toEqual(['', [], ''])
})

test('a jar is bounded in cookies and in the size of each', async () => {
  const { jars, keep } = jarsOver()
  for (let i = 0; i < limits.cookies + 50; i += 1) await keep('ws://h.example.com/', `k${i}=v`)
  await keep('ws://h.example.com/', `large=${'x'.repeat(limits.cookieCharacters)}`)
  const names = (await jars.list('f')).map(({ name }) => name)
  expect(names).toHaveLength(limits.cookies)
  expect(names).toContain(`k${limits.cookies + 49}`)
  expect(names).not.toContain('large')
})

test.each(['', 'nonsense', '{}', '[null, 1, {"key": 5}]', '[{"key":"a"}]', '[[]]'])('a kept text %j that no jar wrote starts an empty one', async (text) => {
  const { jars } = jarsOver(new Map([['f', text]]))
  expect(await jars.list('f')).toEqual([])
})
