/** A display for Electron: the user's, or a virtual one. */
import { isRoot, say, start, TaskError } from '../process.mjs'

export const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

// Electron refuses to start its sandbox as root.
const rootEnv = isRoot ? { ELECTRON_DISABLE_SANDBOX: '1' } : {}

/** Calls `work` with the environment that puts windows on the display. */
export async function withDisplay(work) {
  if (hasDisplay) return work(rootEnv)
  say('no display here: using a virtual one (Xvfb)')
  const server = start('Xvfb', ['-displayfd', '3', '-screen', '0', '1440x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  try {
    return await work({ ...rootEnv, DISPLAY: `:${await displayNumber(server)}` })
  } finally {
    server.kill()
  }
}

/** Xvfb takes a free number and writes it, with a line end, once it can be used. */
function displayNumber(server) {
  return new Promise((resolve, reject) => {
    let text = ''
    server.once('error', reject)
    server.once('exit', () => reject(new TaskError('Xvfb could not be started')))
    server.stdio[3].on('data', (part) => {
      text += part
      if (text.endsWith('\n')) resolve(text.trim())
    })
  })
}
