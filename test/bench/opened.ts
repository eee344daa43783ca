/** Opens captures as the app does: by worker threads. */
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { systemClock as clock } from '../../main/lib/clock'
import { loggerTo, toStderr } from '../../main/lib/logger'
import type { Capture } from '../../main/log/capture'
import { Farm } from '../../main/log/scan/farm'
import { threadPort } from '../../main/log/scan/port'
import { captureFrom } from '../../main/log/shelf'

export const logger = loggerTo(toStderr())

/** The URL of a built worker. */
export function workerUrl(name: 'scan-worker' | 'job-worker'): URL {
  return pathToFileURL(path.join(import.meta.dirname, `${name}.js`))
}

export function makeFarm(): Farm {
  const workers = Math.min(Math.max(os.availableParallelism(), 2), 4)
  return new Farm({ spawn: () => threadPort(workerUrl('scan-worker')), workers, clock, logger })
}

export async function openIn(farm: Farm, folder: string): Promise<Capture> {
  return captureFrom(folder, await farm.open(folder))
}
