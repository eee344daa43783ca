/** Exports a capture by a job of the app, and says how fast that was and how much memory it took. */
import { rmSync } from 'node:fs'
import { Jobs } from '../../../main/log/jobs'
import { partOf } from '../../../main/log/job/task'
import type { ExportFormat } from '../../../shared/capture'
import { onlyCapture } from '../captures'
import { readArgument, report } from '../load'
import { settledBytes, watchGrowth } from '../memory'
import { logger, makeFarm, openIn, workerUrl } from '../opened'

export interface Exporting {
  root: string
  format: ExportFormat
  file: string
}

const { root, format, file } = readArgument<Exporting>()
const folder = onlyCapture(root)
const farm = makeFarm()
const { runs, sources, startedAt, totals } = await openIn(farm, folder)
await farm.dispose()
const jobs = new Jobs({ worker: workerUrl('job-worker'), logger })
await settledBytes()
const grown = watchGrowth()
const begun = performance.now()
const over = new Promise<void>((resolve, reject) => {
  jobs.onEnd(({ state, entries, problem }) => (state === 'done' && entries === totals.kept ? resolve() : reject(new Error(`The export is ${state} after ${entries} entries: ${problem}`))))
})
jobs.start({ kind: 'export', folder, runs: runs.all(), sources: sources.all(), seqs: null, capture: { name: '', startedAt }, format, redact: true, file, part: partOf(file, 'bench') })
await over
const elapsed = performance.now() - begun
const growth = grown()
rmSync(file)
report({ rate: (totals.kept / elapsed) * 1000, growth })
