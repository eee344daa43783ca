import { newProfile } from '../../shared/profile'
import { expect, test } from './support/app'

/** Numbers of the retry rows in the log, in their order: which retry, after how long, drawn below what; in seconds. */
function retries(rows: Iterable<string>, name: string): { retry: number; delay: number; ceiling: number }[] {
  return [...rows].flatMap((row) => {
    const [, retry, delay = '', ceiling = ''] = new RegExp(`${name} .*Retry (\\d+) in ([\\d.]+ m?s) \\(drawn below ([\\d.]+ m?s)\\)`).exec(row) ?? []
    return retry === undefined ? [] : [{ retry: Number(retry), delay: inSeconds(delay), ceiling: inSeconds(ceiling) }]
  })
}

const inSeconds = (span: string) => parseFloat(span) / (span.endsWith('ms') ? 1_000 : 1)

test('when the hub stops all count down with growing, jittered delays, and when it starts all are open again', async ({ start }) => {
  const app = await start()
  const names = ['Lobby A', 'Lobby B', 'Echo']
  await app.page.getByRole('button', { name: 'Open all 3 profiles' }).click()
  for (const name of names) await app.expectState(name, 'Open')

  await app.page.getByRole('button', { name: /Hub :\d+/ }).click()
  await app.page.getByRole('button', { name: 'Stop' }).click()
  await app.page.keyboard.press('Escape')
  // Rows move on as more of them come.
  const rows = new Set<string>()
  const seen: ReturnType<typeof retries>[] = []
  const lookOn = async () => {
    for (const row of await app.rows()) rows.add(row)
    seen.splice(0, seen.length, ...names.map((name) => retries(rows, name)))
    return Math.min(...seen.map(({ length }) => length))
  }
  await expect.poll(lookOn, { timeout: 30_000, intervals: [100] }).toBeGreaterThanOrEqual(2)
  for (const [first, second] of seen) {
    expect(first).toMatchObject({ retry: 1, ceiling: 1 })
    expect(second).toMatchObject({ retry: 2, ceiling: 2 })
    for (const each of [first, second]) expect(each?.delay).toBeLessThanOrEqual(each?.ceiling ?? 0)
  }
  expect(new Set(seen.flat().map(({ delay }) => delay)).size).toBeGreaterThan(1)

  await app.page.getByRole('button', { name: /Hub/ }).first().click()
  await app.page.getByRole('button', { name: 'Start' }).click()
  await app.page.keyboard.press('Escape')
  for (const name of names) await expect(app.socket(name)).toContainText('Open', { timeout: 30_000 })
  // The log was not wiped: the first opening is still its first lines.
  await app.log.focus()
  await app.page.keyboard.press('Home')
  await expect.poll(() => app.rows().then((rows) => rows.slice(0, 6).join('\n'))).toMatch(/Connecting to ws:/)
  await expect.poll(() => app.rows().then((rows) => rows.slice(0, 10).join('\n'))).toMatch(/Open after/)
})

test('a delay below a second is told in milliseconds', async ({ app }) => {
  const options = { reconnect: { baseMs: 40, capMs: 40, jitter: 'none' as const, attempts: 2 } }
  await app.call('profiles.save', { profile: newProfile('hasty', { name: 'Hasty', url: 'ws://127.0.0.1:1/', options }) })
  await app.connect('Hasty')
  await app.expectState('Hasty', 'Failed')
  await expect.poll(() => app.rows().then((rows) => rows.flatMap((row) => /Retry .*/.exec(row) ?? []))).toEqual([
    'Retry 1 in 40 ms: Connection refused (ECONNREFUSED)',
    'Retry 2 in 40 ms: Connection refused (ECONNREFUSED)',
  ])
})

test('a countdown can be cut short or stopped', async ({ app }) => {
  // Nobody listens there, and the next attempt is long in coming.
  const profile = newProfile('lonely', { name: 'Lonely', url: 'ws://127.0.0.1:1/', options: { reconnect: { baseMs: 500_000, capMs: 500_000, jitter: 'none' as const } } })
  await app.call('profiles.save', { profile })
  await app.connect('Lonely')
  await expect(app.socket('Lonely')).toContainText(/Retry 1 in/)
  await app.socket('Lonely').hover()
  await app.socket('Lonely').getByRole('button', { name: 'Retry now' }).click()
  await expect(app.socket('Lonely')).toContainText(/Retry 2 in/)
  await app.socket('Lonely').getByRole('button', { name: 'Stop' }).click()
  await expect(app.socket('Lonely')).toContainText('Disconnected')
})
