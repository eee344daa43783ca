/** A display for Electron: the user's, or a virtual one. */
import { isRoot, say, start, TaskError } from '../process.mjs'

export const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

// Electron refuses to start its sandbox as root.
const rootEnv = isRoot ? { ELECTRON_DISABLE_SANDBOX: '1' } : {}

/** Calls `work` with the environment that puts windows on the display. */
export const withDisplay = (work) => withDisplays(1, work)

/** The same with so many virtual ones, named in SOCKDECK_DISPLAYS; the user's is always one. */
export async function withDisplays(count, work) {
  if (hasDisplay) return work(rootEnv)
  say(`no display here: using ${count === 1 ? 'a virtual one' : `${count} virtual ones`} (Xvfb)`)
  return withVirtualDisplays(count, work)
}

/** The same, also where the user has one. */
export async function withVirtualDisplays(count, work) {
  const servers = []
  const displays = []
  try {
    // One after the other: two that look for a free number at once can take the same.
    while (displays.length < count) {
      const server = start('Xvfb', ['-displayfd', '3', '-screen', '0', '1440x900x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
      servers.push(server)
      displays.push(`:${await displayNumber(server)}`)
    }
    return await work({ ...rootEnv, DISPLAY: displays[0], SOCKDECK_DISPLAYS: displays.join(' ') })
  } finally {
    for (const server of servers) server.kill()
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
