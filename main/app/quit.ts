/** Quits cleanly: the first wish is held back until the engine is taken down; the second one, ours, goes through. */
import type { App } from 'electron'

/**
 * `stop` closes the windows and resolves when nothing is left to do; it has a time limit of its own, and never rejects.
 * `last` then ends the app, at once or when it has done something that needs the app down. Answers whether quitting has begun.
 */
export function quitCleanly(app: Pick<App, 'on' | 'quit'>, stop: () => Promise<void>, last = () => app.quit()): () => boolean {
  let stage: 'running' | 'leaving' | 'left' = 'running'
  app.on('before-quit', (event) => {
    if (stage === 'left') return
    event.preventDefault()
    if (stage === 'leaving') return
    stage = 'leaving'
    void stop().finally(() => {
      stage = 'left'
      last()
    })
  })
  return () => stage !== 'running'
}
