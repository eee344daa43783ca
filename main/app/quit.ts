/** Quits cleanly: the first wish is held back until the engine is taken down; the second one, ours, goes through. */
import type { App } from 'electron'

/**
 * `stop` closes the windows and resolves when nothing is left to do; it has a time limit of its own, and never rejects.
 * Answers whether it has begun.
 */
export function quitCleanly(app: Pick<App, 'on' | 'quit'>, stop: () => Promise<void>): () => boolean {
  let stage: 'running' | 'leaving' | 'left' = 'running'
  app.on('before-quit', (event) => {
    if (stage === 'left') return
    event.preventDefault()
    if (stage === 'leaving') return
    stage = 'leaving'
    void stop().finally(() => {
      stage = 'left'
      app.quit()
    })
  })
  return () => stage !== 'running'
}
