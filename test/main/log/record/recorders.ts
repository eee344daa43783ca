/** Recorders for tests: on a real disk and clock unless a test says otherwise, closed when it is over. */
import { onTestFinished } from 'vitest'
import { systemClock } from '../../../../main/lib/clock'
import { silentLogger } from '../../../../main/lib/logger'
import { Recorder, type RecorderOptions } from '../../../../main/log/record/recorder'

export function recorderAt(root: string, about: Partial<RecorderOptions> = {}): Recorder {
  const recorder = new Recorder({ root, clock: systemClock, logger: silentLogger, bounds: () => ({ captures: 20, bytes: 1e9 }), ...about })
  onTestFinished(() => recorder.close())
  return recorder
}
