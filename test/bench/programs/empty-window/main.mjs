/** The peer of the app's window: one that holds a text field and nothing else. */
import { app, BrowserWindow } from 'electron'

const page = '<!doctype html><title>Empty</title><textarea aria-label="Message" rows="6" cols="80"></textarea>'

function open() {
  const window = new BrowserWindow({ width: 1280, height: 800, show: false, webPreferences: { sandbox: true, contextIsolation: true } })
  window.once('ready-to-show', () => window.show())
  window.webContents.on('render-process-gone', () => window.webContents.reload())
  return window.loadURL(`data:text/html,${encodeURIComponent(page)}`)
}

// Not awaited here: Electron becomes ready only after this module was evaluated.
void app.whenReady().then(open)
app.on('window-all-closed', () => app.quit())
