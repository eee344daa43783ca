/** A page that dies while the app is still starting, when nobody looks after it yet. */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { _electron } from '@playwright/test'
import { systemClock } from '../../main/lib/clock'
import { silentLogger } from '../../main/lib/logger'
import { Settings } from '../../main/store/settings'
import { expect, hubPort, test } from './support/app'
import { display, ElectronShell } from './support/electron'
import { patience } from './support/traffic'

const root = path.join(import.meta.dirname, '../..')

/** Ends the first page at that moment; in the app before the app's own code, which is where a driver comes too late. */
const moments = {
  'before it has come': 'const look = () => (webContents.getOSProcessId() > 0 ? end() : setImmediate(look)); look()',
  'as it comes': "webContents.once('did-navigate', end)",
}
const ending = (moment: string) => `
require('electron').app.once('browser-window-created', (_event, { webContents }) => {
  webContents.once('render-process-gone', () => (globalThis.died = true))
  const end = () => webContents.forcefullyCrashRenderer()
  ${moment}
})`

for (const [moment, code] of Object.entries(moments)) {
  test(`a page that dies ${moment} is on the screen all the same`, async ({ data }) => {
    Settings.open({ dir: data, clock: systemClock, logger: silentLogger }).patch({ hub: { port: hubPort, startWithApp: false } })
    const hook = path.join(data, 'end-early.cjs')
    writeFileSync(hook, ending(code))
    const electron = await _electron.launch({
      cwd: root,
      args: ['-r', hook, '.', `--user-data-dir=${data}`, '--disable-gpu', '--password-store=basic'],
      env: { ...(process.env as Record<string, string>), ...display },
    })
    try {
      const look = () => electron.evaluate(async ({ BrowserWindow }) => {
        const window = BrowserWindow.getAllWindows()[0]
        const shown = window?.isVisible() === true && !window.webContents.isCrashed() && !window.webContents.isLoading()
        const text = shown ? ((await window.webContents.executeJavaScript('document.body.innerText')) as string) : ''
        return { died: 'died' in globalThis, drawn: text.includes('No sockets yet') }
      })
      // What is asked of a page that dies meanwhile is never answered.
      await expect.poll(() => look().catch(() => null), patience).toEqual({ died: true, drawn: true })
    } finally {
      await new ElectronShell(electron).quit()
    }
  })
}
