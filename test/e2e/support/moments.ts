/** States of the furnished window beyond its screens: what opens out of a row, a button or a menu. */
import { expect } from './app'
import type { Screen } from './screens'

/** Each leaves the window as it was. */
export const moments: readonly Screen[] = [
  {
    name: 'attempts of a failed socket',
    show: async (app) => {
      await app.socket('Gateway').click()
      await app.deck.press('w')
      await expect(app.page.getByRole('dialog', { name: 'Attempts of Gateway' })).toBeVisible()
    },
  },
  {
    name: 'result table of a broadcast',
    show: async (app) => {
      await app.composer.getByRole('button', { name: /^Send to/ }).click()
      await app.composer.getByRole('button', { name: /^Sent/ }).click()
      await expect(app.page.getByRole('list', { name: 'Outcome per socket' })).toBeVisible()
    },
  },
  {
    name: 'ping',
    show: async (app) => {
      await app.composer.getByRole('button', { name: 'Frame', exact: true }).click()
      await app.page.getByRole('menuitem', { name: /^Ping/ }).click()
      await expect(app.page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'menu of a socket',
    show: async (app) => {
      await app.socket('Echo').click({ button: 'right' })
      await expect(app.page.getByRole('menu')).toBeVisible()
    },
    leave: async (app) => {
      await app.page.keyboard.press('Escape')
      await expect(app.page.getByRole('menu')).toHaveCount(0)
    },
  },
  {
    name: 'columns of the log',
    show: async (app) => {
      await app.page.getByRole('button', { name: 'Choose columns' }).click()
      await expect(app.page.getByRole('menuitemcheckbox', { name: 'Message' })).toBeVisible()
    },
    leave: async (app) => {
      await app.page.keyboard.press('Escape')
      await expect(app.page.getByRole('menu')).toHaveCount(0)
    },
  },
  {
    name: 'message in the inspector',
    show: async (app) => {
      await app.log.getByRole('row').filter({ hasText: '"tick"' }).first().click()
      await app.inspector.getByText('Tree', { exact: true }).click()
      await expect(app.inspector.getByRole('tree')).toBeVisible()
    },
    leave: async (app) => {
      await app.log.focus()
      await app.page.keyboard.press('Escape')
      await expect(app.inspector).toHaveCount(0)
    },
  },
]
