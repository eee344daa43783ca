/** Required into an app before its own code: looks into its window from inside, so that no debugger slows it down, and tells on stdout when it can be used. */
/* oxlint-disable typescript/no-require-imports -- Electron's -r takes CommonJS */
const path = require('node:path')
const { app, ipcMain, session } = require('electron')

ipcMain.on('start-probe', (_event, what, at) => process.stdout.write(`start-probe ${what} ${at}\n`))
app.on('ready', () => {
  // oxlint-disable-next-line typescript/no-deprecated -- since Electron 35, and nothing else is there in the runtime that is measured
  session.defaultSession.setPreloads([path.join(__dirname, 'preload.cjs')])
})
