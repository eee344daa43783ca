import type { ReportOptions } from '../../main/app/report'

/** What a report needs beside the engine where there is no Electron, and nothing was told. */
export const bareReport: Pick<ReportOptions, 'machine' | 'diary'> = {
  machine: () => Promise.resolve({ about: { sockdeck: '1.2.3' }, processes: [] }),
  diary: { written: () => Promise.resolve(), read: () => Promise.resolve({ before: null, now: null }) },
}
