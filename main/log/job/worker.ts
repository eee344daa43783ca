/** Entry of a job's worker thread: does the task of its workerData and posts JobMessages. */
import { parentPort, workerData } from 'node:worker_threads'
import { toWire } from '../../../shared/errors'
import { followLanguage } from '../../../shared/words/words'
import { exportCapture } from '../export/export'
import { importCapture } from '../import/import'
import { ProgressMeter } from './progress'
import type { JobMessage, JobOrder, JobTask } from './task'

const post = (message: JobMessage) => parentPort?.postMessage(message)

async function run(task: JobTask): Promise<void> {
  const meter = new ProgressMeter((progress) => post({ kind: 'progress', progress }))
  try {
    const result = task.kind === 'export' ? exportCapture(task, meter) : await importCapture(task, meter)
    post({ kind: 'done', result })
  } catch (error) {
    post({ kind: 'failed', error: toWire(error) })
  }
}

const order = workerData as JobOrder
followLanguage(() => order.language)
await run(order)
