/** Vite's dev server for the page, watching builds of main and preload, and Electron started anew when they change. */
import { start } from './process.mjs'

/** Ends when the app is closed. */
export async function startDev({ binary }, env, args) {
  const { build, createServer } = await import('vite')
  const server = await createServer({ mode: 'renderer' })
  await server.listen()
  const url = server.resolvedUrls.local[0]
  const app = restartable(() => start(binary, ['.', ...args], { stdio: 'inherit', env: { ...env, VITE_DEV_SERVER_URL: url } }))
  const watchers = await Promise.all(['main', 'preload'].map((mode) => build({ mode, logLevel: 'warn', build: { watch: {} } })))
  const built = new Set()
  for (const watcher of watchers) {
    watcher.on('event', ({ code }) => {
      if (code !== 'END') return
      built.add(watcher)
      if (built.size === watchers.length) app.restart()
    })
  }
  await app.closed
  await Promise.all([server.close(), ...watchers.map((watcher) => watcher.close())])
}

/** `closed` resolves when the app ends of its own accord, not when it makes room for the next one. */
function restartable(launch) {
  let child
  let closed
  const whenClosed = new Promise((resolve) => (closed = resolve))
  const open = () => {
    const current = launch()
    child = current
    current.once('exit', () => {
      if (child === current) closed()
    })
  }
  const restart = () => {
    const old = child
    child = undefined
    if (!old || old.exitCode !== null) return open()
    old.once('exit', open)
    old.kill()
  }
  return { restart, closed: whenClosed }
}
