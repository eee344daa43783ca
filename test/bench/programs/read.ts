/** Reads a large capture through the views and workers of the app, and says how long each thing took. */
import { Views } from '../../../main/log/view/views'
import { everything, type LogFilter } from '../../../shared/entry'
import { limits } from '../../../shared/limits'
import { onlyCapture } from '../captures'
import { readArgument, report, type Figures } from '../load'
import { quantile } from '../measure'
import { settledBytes } from '../memory'
import { logger, makeFarm, openIn } from '../opened'

export interface Reading {
  root: string
  entries: number
  /** In one of a thousand messages. */
  literal: string
  /** Begins with a word that every message has. */
  regex: string
  /** Begins with a class of characters. */
  scattered: string
}

const jumps = 200

const { root, entries, literal, regex, scattered } = readArgument<Reading>()
const begun = performance.now()
const farm = makeFarm()
const capture = await openIn(farm, onlyCapture(root))
const open = performance.now() - begun
const views = new Views({ farm, logger })

async function jumpTimes(): Promise<number[]> {
  const { viewId, end } = views.open(capture, everything, null)
  const times: number[] = []
  for (let i = 0; i < jumps; i += 1) {
    const from = Math.floor(Math.random() * end)
    const asked = performance.now()
    const { rows } = await views.rows(viewId, from, limits.rowsPerCall / 4)
    times.push(performance.now() - asked)
    if (rows[0]?.seq !== from + 1) throw new Error(`Row ${from} is not the one that was asked for`)
  }
  views.close(viewId)
  return times
}

/** Milliseconds to the first match and to the end of the search, and how many match. `use` is called while the view is still open. */
async function search(filter: Partial<LogFilter>, use: () => Promise<void> = () => Promise.resolve()): Promise<{ first: number; all: number; found: number }> {
  const asked = performance.now()
  const { viewId } = views.open(capture, { ...everything, ...filter }, null)
  let first = NaN
  const found = await new Promise<number>((resolve) => {
    const ignore = views.onChange(() => {
      const progress = views.progress().find((each) => each.viewId === viewId)
      if (progress === undefined) return
      if (progress.end > 0 && Number.isNaN(first)) first = performance.now() - asked
      if (progress.scanned < 1) return
      ignore()
      resolve(progress.end)
    })
  })
  const all = performance.now() - asked
  await use()
  views.close(viewId)
  return { first, all, found }
}

/** A search that finds nothing, or another number than there are, has measured something else. */
async function counted(filter: Partial<LogFilter>, share: number | null): Promise<{ first: number; all: number }> {
  const { found, ...times } = await search(filter)
  if (found === 0 || (share !== null && found !== entries * share)) throw new Error(`${found} entries match ${JSON.stringify(filter)}`)
  return times
}

const jumped = await jumpTimes()
const figures: Figures = { open, jump: quantile(jumped, 0.5), jumpP99: quantile(jumped, 0.99) }
figures['socket'] = (await counted({ connectionIds: ['c7'] }, 0.01)).all
const found = await counted({ text: literal, caseSensitive: true }, 0.001)
figures['literal'] = found.all
figures['literalFirst'] = found.first
figures['folded'] = (await counted({ text: literal.toLowerCase() }, 0.001)).all
figures['regex'] = (await counted({ text: regex, regex: true, caseSensitive: true }, null)).all
figures['scattered'] = (await counted({ text: scattered, regex: true, caseSensitive: true }, null)).all
// What workers keep for any search is fixed, whatever the number of entries.
const fixed = await settledBytes()
await search({ directions: ['in'] }, async () => {
  figures['perEntry'] = ((await settledBytes()) - fixed) / entries
})
report(figures)
