/** Starts the built app; where nobody could see it, takes a picture of its window instead. */
import { rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { root, run, say, TaskError } from './process.mjs'
import { hasDisplay, withDisplay } from './setup/display.mjs'

const picture = path.join(root, 'out/sockdeck.png')
const pictureLimitMs = 60_000

export async function startApp({ binary, env }, args) {
  if (hasDisplay) return withDisplay((display) => run(binary, ['.', ...args], { env: { ...env, ...display } }))
  rmSync(picture, { force: true })
  const take = { SOCKDECK_SCREENSHOT: picture, SOCKDECK_SCREENSHOT_EXIT: '1' }
  // Chromium complains at length about a machine without a desktop; what the app itself says still comes through.
  const quiet = '--log-level=3'
  await withDisplay((display) => run(binary, [quiet, '.', ...args], { env: { ...env, ...display, ...take }, timeout: pictureLimitMs }))
  if (!statSync(picture, { throwIfNoEntry: false })?.size) throw new TaskError('the app ended without a picture of its window')
  say(`a picture of the window is in ${picture}`)
}
