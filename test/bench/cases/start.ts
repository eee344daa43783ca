/** How soon the window can be used, beside a window that holds nothing but a text field. */
import type { Case } from '../measure'
import { started } from '../starting'

export const start: Case = {
  name: 'Cold start',
  about:
    'From starting the process to a frame drawn after the composer has the focus, on an empty data folder; beside it an Electron window that holds one text field. A message can be written before the rest of the desk is there: what that takes is the second line. Told by a probe inside the page.',
  comparisons: ({ folder }) => {
    const once = (peer: boolean) => async () => ({ ...(await started(folder, peer)) })
    return [
      {
        lines: [
          { what: 'Usable after', key: 'usable', unit: 'ms', targets: [{ of: 'electron', most: 1.3 }] },
          { what: 'All of the desk is there after', key: 'whole', unit: 'ms', targets: [] },
        ],
        run: { ours: once(false), electron: once(true) },
      },
    ]
  },
}
