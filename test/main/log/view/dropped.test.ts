import { expect, test } from 'vitest'
import { Views } from '../../../../main/log/view/views'
import { everything, type LogFilter } from '../../../../shared/entry'
import { inlineFarm, type InlineFarm } from '../../../support/inline-farm'
import { until } from '../../../support/until'
import { WrittenCapture, written } from '../../../support/written-capture'

function setup(): InlineFarm & { views: Views; told: string[] } {
  const told: string[] = []
  const log = (text: string) => void told.push(text)
  const logger = { info: log, warn: log, error: log }
  const inline = inlineFarm(2, logger)
  return { ...inline, told, views: new Views({ farm: inline.farm, logger }) }
}

/** Text of the entries is "entry <seq>"; 100 are in each segment. */
function hundreds(segments: number): WrittenCapture {
  const capture = new WrittenCapture()
  for (let i = 0; i < segments; i += 1) {
    if (i > 0) capture.nextSegment()
    const { head } = capture.runs
    capture.add(Array.from({ length: 100 }, (_, j) => written(`entry ${head + 1 + j}`)))
  }
  return capture
}

const open = (views: Views, capture: WrittenCapture, filter: Partial<LogFilter>) => views.open(capture, { ...everything, ...filter }, null)
const scanned = (views: Views) => until(() => views.progress().every((view) => view.scanned === 1))
const previews = async (views: Views, viewId: number, from: number, count: number) => (await views.rows(viewId, from, count)).rows.map((row) => row.preview)

test('keeps positions while the front is dropped, and gives none to what was dropped unseen', async () => {
  const { views, ports, told } = setup()
  const capture = hundreds(3)
  const seen = open(views, capture, { text: '5$', regex: true }).viewId
  await scanned(views)
  const [worker] = ports.slice(1)
  if (worker) worker.held = true
  const unseen = open(views, capture, { text: '5$', regex: true }).viewId
  capture.dropFront()
  views.grown()
  worker?.release()
  await scanned(views)
  expect(views.progress()).toEqual([
    { viewId: seen, first: 10, end: 30, scanned: 1 },
    { viewId: unseen, first: 0, end: 20, scanned: 1 },
  ])
  expect(await previews(views, seen, 0, 11)).toEqual(['entry 105'])
  expect(await previews(views, unseen, 0, 1)).toEqual(['entry 105'])
  expect(views.seqs(seen).seqs?.[0]).toBe(105)
  expect(told).toEqual([])
})

test('answers with what is left when entries are dropped while they are read', async () => {
  const { views, ports } = setup()
  const capture = hundreds(2)
  const { viewId } = open(views, capture, {})
  await views.rows(viewId, 0, 1)
  const [reader] = ports
  if (reader) reader.held = true
  const reply = views.rows(viewId, 98, 4)
  capture.dropFront()
  reader?.release()
  expect(await reply).toMatchObject({ first: 100, end: 200, from: 100, rows: [{ preview: 'entry 101' }, { preview: 'entry 102' }] })
})

test('a payload that retention lets go of while it is read is no longer kept, rather than damaged', async () => {
  const { views, ports, hold } = setup()
  const capture = hundreds(2)
  hold()
  const asked = expect(views.payload(capture, 5, 0, 10)).rejects.toMatchObject({ code: 'not-found', message: 'This entry is no longer kept' })
  capture.dropFront()
  for (const port of ports) port.release()
  await asked
})

test('views of a capture whose front is let go follow at once, and tell', () => {
  const { views } = setup()
  const capture = hundreds(2)
  const { viewId } = open(views, capture, {})
  let told = 0
  views.onChange(() => (told += 1))
  views.shorten('another', 2)
  expect(views.progress()).toMatchObject([{ viewId, first: 0 }])
  views.shorten('written', 2)
  expect([views.progress(), told]).toMatchObject([[{ viewId, first: 100, end: 200 }], 2])
  views.shorten('written', Infinity)
  expect(views.progress()).toMatchObject([{ viewId, first: 200, end: 200 }])
})
