/** Required into an app before its own code: opens sockets, writes half a message, ends and reloads the page, and tells on stdout when all of it is back. */
/* oxlint-disable typescript/no-require-imports -- Electron's -r takes CommonJS */
const { readFileSync } = require('node:fs')
const path = require('node:path')
const { setTimeout: sleep } = require('node:timers/promises')
const { app, ipcMain, session } = require('electron')

/** One death more within a minute, and the app would ask before it loads its page. */
const ways = ['crash', 'reload', 'crash', 'reload']
/** Until the page and main have done what they do when they are idle. */
const restMs = 2_000

/** Pages so far. */
let pages = 0
/** The one that is on its way back. */
let awaited = { way: '', from: 0 }

/**
 * The first page is there to open the sockets, the second to be written in: it is loaded again before anything is measured.
 *
 * @type {(contents: Electron.WebContents) => Promise<void>}
 */
async function desk(contents) {
  pages += 1
  if (pages === 1) {
    await contents.executeJavaScript(readFileSync(path.join(__dirname, 'scene.js'), 'utf8'))
    await sleep(restMs)
    contents.reload()
  }
  if (pages === 2) contents.send('comeback-probe', 'write')
}

/** @type {(contents: Electron.WebContents, at: number) => Promise<void>} */
async function back(contents, at) {
  const { way, from } = awaited
  if (way !== '') process.stdout.write(`comeback-probe ${way} ${at - from}\n`)
  const next = ways.shift()
  if (next === undefined) return
  await sleep(restMs)
  awaited = { way: next, from: Date.now() }
  if (next === 'crash') contents.forcefullyCrashRenderer()
  else contents.reload()
}

ipcMain.on('comeback-probe', ({ sender }, what, at) => {
  if (what === 'desk') void desk(sender)
  else if (pages > 1) void back(sender, Number(at))
})
app.on('ready', () => {
  // oxlint-disable-next-line typescript/no-deprecated -- since Electron 35, and nothing else is there in the runtime that is measured
  session.defaultSession.setPreloads([path.join(__dirname, 'preload.cjs')])
})
