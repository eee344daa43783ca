/** Saves a picture of the window, for machines without a display and for the README. */
import { writeFile } from 'node:fs/promises'
import type { App, WebContents } from 'electron'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'

/** Fonts are in, the page is at rest and two frames were drawn: before that a picture can be empty. */
const painted = `document.fonts.ready
  .then(() => new Promise((done) => requestIdleCallback(done, { timeout: 2000 })))
  .then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  .then(() => undefined)`

/** For machines without a display: SOCKDECK_SCREENSHOT names the file, SOCKDECK_SCREENSHOT_EXIT=1 ends the app after it. */
export async function takePicture(app: Pick<App, 'quit'>, contents: WebContents, { clock, logger }: { clock: Clock; logger: Logger }): Promise<void> {
  const file = process.env['SOCKDECK_SCREENSHOT']
  if (!file) return
  try {
    await saveScreenshot(contents, file, clock)
  } catch (error) {
    logger.warn('The picture was not saved', error)
  } finally {
    if (process.env['SOCKDECK_SCREENSHOT_EXIT'] === '1') app.quit()
  }
}

/** Throws if the page can't be drawn within ten tries, or the file can't be written. */
async function saveScreenshot(contents: WebContents, file: string, clock: Clock): Promise<void> {
  for (let left = 10; left > 0; left -= 1) {
    await contents.executeJavaScript(painted)
    const image = await contents.capturePage()
    if (!image.isEmpty()) return await writeFile(file, image.toPNG())
    // Without a GPU, Chromium starts its graphics process anew in software; until then there is no picture.
    await clock.sleep(200)
  }
  throw new Error('The window stayed empty')
}
