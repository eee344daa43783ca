import { contentPolicy } from '../../main/app/csp'
import type { Bridge } from '../../shared/contract'
import { expect, test, type Sockdeck } from '../e2e/support/app'
import { bringAxe, look } from '../e2e/support/axe'
import { furnish } from '../e2e/support/screens'

test('the page runs under the policy of the app, and a breach of it is refused and heard', { tag: '@page' }, async ({ start }) => {
  const app = await start()
  const response = await app.page.reload()
  expect(await response?.headerValue('content-security-policy')).toBe(contentPolicy)
  await expect(app.profile('Echo')).toBeVisible()
  expect(app.complaints).toEqual([])
  const seen = await app.page.evaluate(async () => {
    const outcome = (act: () => unknown) => {
      try {
        act()
        return 'taken'
      } catch (error) {
        return error instanceof Error ? error.name : 'refused'
      }
    }
    const { trustedTypes } = globalThis as unknown as { trustedTypes: { createPolicy: (name: string, rules: object) => unknown } }
    const script = document.createElement('script')
    script.append('document.title = "owned"')
    return {
      markup: outcome(() => (document.createElement('div').innerHTML = '<b>bold</b>')),
      handler: outcome(() => document.body.setAttribute('onclick', 'document.title = "owned"')),
      policy: outcome(() => trustedTypes.createPolicy('mine', {})),
      script: outcome(() => document.body.append(script)),
      fetched: await fetch(location.href).then(() => 'taken', () => 'refused'),
      title: document.title,
    }
  })
  // A script is put into the page, and does not run.
  expect(seen).toEqual({ markup: 'TypeError', handler: 'TypeError', policy: 'TypeError', script: 'taken', fetched: 'refused', title: 'Sockdeck' })
  // Those were ours; that they are here shows that those of the other journeys would be.
  for (const word of ['TrustedHTML', 'TrustedScript', 'trusted-types', 'connect-src']) expect(app.complaints.join('\n')).toContain(word)
  app.complaints.length = 0
})

test('a call from another page is refused, be it in the window of the app or in one of its own', { tag: '@page' }, async ({ start }) => {
  const app = await start()
  const ask = ({ page }: Pick<Sockdeck, 'page'>) => page.evaluate(() => (globalThis as unknown as { sockdeck: Bridge }).sockdeck.call('app.start', {}))
  expect(await ask(app)).toMatchObject({ ok: true })
  const stranger = await app.page.context().newPage()
  await stranger.goto(app.page.url())
  expect(await ask({ page: stranger })).toMatchObject({ ok: false, error: { code: 'bad-sender' } })
  await stranger.close()
  await app.page.goto('about:blank')
  expect(await ask(app)).toMatchObject({ ok: false, error: { code: 'bad-sender' } })
})

test('axe finds nothing in a window with sockets and traffic, in any theme', { tag: '@page' }, async ({ start }) => {
  test.setTimeout(120_000)
  const app = await start()
  await bringAxe(app)
  await furnish(app)
  await look(app, 'window')
})
