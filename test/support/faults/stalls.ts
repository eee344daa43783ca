/** Looks at the event loop until the test ends, so that a busy machine is taken off what is measured. */
import { onTestFinished } from 'vitest'
import { LoopWatch } from './loop-watch'

export type Stalls = LoopWatch

export function watchStalls(): Stalls {
  const watch = new LoopWatch()
  onTestFinished(() => watch.stop())
  return watch
}
