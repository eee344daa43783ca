/** Starts the built app, or a window with nothing but a text field to compare it with, and types into either. */
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import path from 'node:path'
import { _electron, type ElectronApplication, type Locator, type Page } from '@playwright/test'
import type { Bridge, Replies } from '../../shared/contract'
import type { Command, Payload } from '../../shared/schemas'
import { built } from './processes'

const root = path.join(built, '../..')
const emptyWindow = path.join(root, 'test/bench/programs/empty-window')

export interface OpenedWindow {
  electron: ElectronApplication
  page: Page
  field: Locator
}

/** `peer`: the empty window in place of the app. Gone when `work` has ended; its data goes with `folder`. */
export async function withWindow<T>(folder: string, peer: boolean, work: (window: OpenedWindow) => Promise<T>): Promise<T> {
  const data = mkdtempSync(path.join(folder, 'window-'))
  const args = [peer ? emptyWindow : root, `--user-data-dir=${data}`, '--disable-gpu', '--password-store=basic']
  const electron = await _electron.launch({ cwd: root, args, env: process.env as Record<string, string> })
  const app = electron.process()
  try {
    const page = await electron.firstWindow()
    const field = page.getByRole('textbox', { name: 'Message', exact: true })
    // Before it is there another field takes the message.
    if (!peer) await page.getByRole('region', { name: 'Deck' }).waitFor()
    await field.focus()
    return await work({ electron, page, field })
  } finally {
    if (app.exitCode === null && app.kill('SIGKILL')) await once(app, 'exit')
  }
}

/** Throws for what main refuses. */
export async function ask<C extends Command>(page: Page, command: C, payload: Payload<C>): Promise<Replies[C]> {
  type Window = { sockdeck: Bridge }
  const asked = page.evaluate(({ name, what }) => (window as unknown as Window).sockdeck.call(name, what), { name: command, what: payload })
  const reply = (await asked) as { ok: true; value: Replies[C] } | { ok: false; error: unknown }
  if (!reply.ok) throw new Error(`${command} failed: ${JSON.stringify(reply.error)}`)
  return reply.value
}
