/** How soon the window is back after its page has crashed or was reloaded, beside a window that holds nothing but a text field. */
import type { Figures } from '../load'
import { median, type Case } from '../measure'
import { told } from '../probed'

const ways = ['crash', 'reload']
/** Of each way, in one run of the app. */
const rounds = 2

export const comeback: Case = {
  name: 'Comeback of a page',
  about:
    'From ending the page’s process, or reloading the page, to a frame in which the log has its rows again and the composer its draft; three sockets live on meanwhile, one of which gets 2,000 messages a second. Beside it an Electron window that holds one text field and loads it again. One reload comes before and is not counted: what V8 keeps of a page it keeps from the second load on. Told by a probe inside the page.',
  comparisons: ({ folder }) => [
    {
      lines: [
        { what: 'Back after a crash', key: 'crash', unit: 'ms', targets: [{ of: 'ours', most: 500 }] },
        { what: 'Back after a reload', key: 'reload', unit: 'ms', targets: [{ of: 'ours', most: 500 }] },
      ],
      run: { ours: () => cameBack(folder, false), electron: () => cameBack(folder, true) },
    },
  ],
}

async function cameBack(folder: string, peer: boolean): Promise<Figures> {
  const all = new Map<string, number[]>(ways.map((way) => [way, []]))
  for await (const [way, ms] of told({ probe: 'comeback-probe', folder, peer })) {
    all.get(way)?.push(ms)
    if ([...all.values()].every(({ length }) => length === rounds)) break
  }
  return Object.fromEntries([...all].map(([way, times]) => {
    if (times.length < rounds) throw new Error(`The page did not come back from each ${way}`)
    return [way, median(times)]
  }))
}
