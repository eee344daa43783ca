/** The page's journeys in the system's own Chromium, which is newer than the one in Electron. Where there is none, they are left out. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { runTool, say } from './process.mjs'

const whereDebianHasIt = '/usr/bin/chromium'

export async function testInChromium(env, args) {
  const browser = process.env.SOCKDECK_CHROMIUM ?? whereDebianHasIt
  if (!existsSync(browser)) return say(`no Chromium at ${browser}: its tests are left out (SOCKDECK_CHROMIUM names another)`)
  say(execFileSync(browser, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim())
  await runTool('@playwright/test', 'playwright', ['test', '-c', 'test/chromium', ...args], { env: { ...env, SOCKDECK_CHROMIUM: browser } })
}
