import { expect, test } from './support/app'
import { bringAxe, expectThemes, look } from './support/axe'
import { moments } from './support/moments'
import { furnish, leave, screens } from './support/screens'

test('axe finds nothing on any screen in any theme', async ({ start }) => {
  test.setTimeout(300_000)
  const app = await start({ tour: true })
  await bringAxe(app)
  await expectThemes(app)
  await look(app, 'tour')
  await app.page.getByRole('button', { name: 'Skip the tour' }).last().click()
  await expect(app.page.getByRole('dialog')).toHaveCount(0)
  await look(app, 'empty window')
  await furnish(app, { paceMs: 1_500 })
  await expect(app.log.getByRole('row').filter({ hasText: '"tick"' }).first()).toBeVisible()
  for (const screen of [...screens, ...moments]) {
    await screen.show(app)
    await look(app, screen.name)
    await leave(app, screen)
  }
})
