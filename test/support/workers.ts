/** The log's worker programs, as test/support/build-workers.ts has built them before the tests. */
import { inject } from 'vitest'

const { scan, job } = inject('workers')
export const workers = { scan: new URL(scan), job: new URL(job) }
