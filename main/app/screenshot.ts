/** Saves a picture of the window, for machines without a display and for the README. */
import { writeFile } from 'node:fs/promises'
import type { WebContents } from 'electron'
import type { Clock } from '../lib/clock'

/** Fonts are in, the page is at rest and two frames were drawn: before that a picture can be empty. */
const painted = `document.fonts.ready
  .then(() => new Promise((done) => requestIdleCallback(done, { timeout: 2000 })))
  .then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  .then(() => undefined)`

/** Throws if the page can't be drawn within ten tries, or the file can't be written. */
export async function saveScreenshot(contents: WebContents, file: string, clock: Clock): Promise<void> {
  for (let left = 10; left > 0; left -= 1) {
    await contents.executeJavaScript(painted)
    const image = await contents.capturePage()
    if (!image.isEmpty()) return await writeFile(file, image.toPNG())
    // Without a GPU, Chromium starts its graphics process anew in software; until then there is no picture.
    await clock.sleep(200)
  }
  throw new Error('The window stayed empty')
}
