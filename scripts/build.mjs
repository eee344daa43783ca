/** Builds main, preload and page into out/, in one process. */
process.env.NODE_ENV = 'production'
const { build } = await import('vite')
await Promise.all(['main', 'preload', 'renderer'].map((mode) => build({ mode, logLevel: 'warn' })))
