/** Writing a capture to a file, in the two formats that matter most. */
import path from 'node:path'
import type { Case, Comparison } from '../measure'
import { figuresOfOurs } from '../processes'
import type { Exporting } from '../programs/exporter'
import type { Filling } from '../programs/fill'

const MiB = 1024 * 1024

export const exporting: Case = {
  name: 'Export',
  about: 'A capture of 100 sockets to a file beside it, by a job as the app runs it. Memory is the growth of the whole process.',
  async comparisons({ quick, folder }): Promise<Comparison[]> {
    const entries = quick ? 100_000 : 1_000_000
    const filling: Filling = { root: folder, entries, sockets: 100 }
    await figuresOfOurs('fill', filling)
    return (['ndjson', 'har'] as const).map((format) => {
      const what = `${entries.toLocaleString('en-US')} rows as ${format === 'har' ? 'HAR' : 'NDJSON'}`
      const task: Exporting = { root: folder, format, file: path.join(folder, `exported.${format}`) }
      return {
        lines: [
          { what, key: 'rate', unit: 'rows/s', targets: [{ of: 'ours', least: 200_000 }] },
          { what: `${what}: memory`, key: 'growth', unit: 'MiB', targets: [{ of: 'ours', most: 64 * MiB }] },
        ],
        run: { ours: () => figuresOfOurs('exporter', task) },
      }
    })
  },
}
