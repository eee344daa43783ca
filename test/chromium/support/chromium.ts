/** A current Chromium in Electron's place. One serves all tests of a worker; each start has a browser profile of its own there. */
import path from 'node:path'
import { chromium } from '@playwright/test'
import type { Launch } from '../../e2e/support/shell'
import { ChromiumShell } from './shell'
import { serveSite } from './site'

const built = path.join(import.meta.dirname, '../../../out')

export async function startChromium(): Promise<{ launch: Launch; close: () => Promise<void> }> {
  const site = await serveSite(path.join(built, 'renderer'))
  const executablePath = process.env['SOCKDECK_CHROMIUM']
  // Without one it is Playwright's own, if that was installed. Pictures are drawn without a graphics card, as in test/e2e.
  const browser = await chromium.launch({ ...(executablePath !== undefined && { executablePath }), args: ['--disable-gpu'] })
  const launch: Launch = async (data, options) => {
    if (Object.keys(options).length > 0) throw new Error('How a process starts is about Electron: such a test must not have the tag @page')
    const shell = new ChromiumShell({ data, page: site.page, context: await newContext(), runtime: `Chromium ${browser.version()}` })
    return { shell, page: await shell.start() }
  }
  /** As large as the first window of the app, and with the one permission that it gives; tests read what was copied. */
  const newContext = async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    await context.grantPermissions(['clipboard-write', 'clipboard-read'], { origin: new URL(site.page).origin })
    return context
  }
  const close = async () => {
    await browser.close()
    await site.close()
  }
  return { launch, close }
}
