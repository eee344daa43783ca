import type { Bridge, Events, Reply } from '../../shared/contract'
import { everything } from '../../shared/entry'
import { limits } from '../../shared/limits'
import { expect, test } from './support/app'
import * as traffic from './support/traffic'

test('a busy page hears answers and events in the order in which main gave them', async ({ app }) => {
  const id = await traffic.openSocket(app, 'Ear', '/echo')
  await app.expectState('Ear', 'Open')
  await traffic.sendToEcho(app, id, ['one', 'two'])
  // A view is answered before it has searched, and what it found is an event: who hears of that first knows no such view, and never hears of it again.
  const rounds = 80
  const query = { captureId: null, filter: { ...everything, text: 'one' }, find: null }
  const heard = await app.page.evaluate(
    async ({ asked, publishEveryMs, rounds: most }) => {
      const { sockdeck } = window as unknown as { sockdeck: Bridge }
      const told = new Set<number>()
      const stop = sockdeck.listen((name, value) => {
        if (name === 'log.changed') for (const { viewId } of (value as Events['log.changed']).views) told.add(viewId)
      })
      let early = 0
      const ask = async () => {
        const reply = (await sockdeck.call('log.view', asked)) as Reply<'log.view'>
        if (!reply.ok) throw new Error(reply.error.message)
        const { viewId } = reply.value
        if (told.has(viewId)) early += 1
        await sockdeck.call('log.close', { viewId })
      }
      for (let round = 0; round < most; round += 1) {
        const answered = Promise.all([ask(), ask(), ask(), ask(), ask()])
        if (round % 2 === 1) await new Promise((resolve) => requestAnimationFrame(resolve))
        // Answers and event all wait for the page then, or come just after.
        const until = performance.now() + publishEveryMs * (1 + (round % 20) / 10)
        while (performance.now() < until);
        await answered
      }
      stop()
      return { early, told: told.size }
    },
    { asked: query, publishEveryMs: limits.publishEveryMs, rounds },
  )
  expect(heard.early).toBe(0)
  // A view that was closed by then is in no event; of those that the page was too busy to close there are many.
  expect(heard.told).toBeGreaterThan(rounds)
})
