import { expect, it, onTestFinished } from 'vitest'
import type { WebSocket } from 'ws'
import { Pool } from '../../main/connection/pool'
import { systemClock } from '../../main/lib/clock'
import { silentLogger } from '../../main/lib/logger'
import { tags } from '../../main/log/format/tag'
import { chunksOf, closeSegment, openSegment, readRun } from '../../main/log/read/chunks'
import { openCapture } from '../../main/log/read/open'
import { realDisk, type Disk } from '../../main/log/record/disk'
import { Recorder } from '../../main/log/record/recorder'
import { tempDir } from '../support/disk'
import { newPlan } from '../support/plan'
import { wsServer } from '../support/servers'
import { turns } from '../support/turns'
import { until } from '../support/until'

const KiB = 1024
const MiB = 1024 * KiB
const sockets = 20
const messageBytes = 8 * KiB
const messagesEach = 400
const highBytes = 2 * MiB

/** Writes nothing until it is `open`, and then little at a time: always slower than the flood. */
function slowDisk(): { disk: Disk; open: () => void } {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  const create: Disk['create'] = async (path) => {
    const file = await realDisk.create(path)
    return {
      ...file,
      write: async (buffers, position) => {
        await opened
        await systemClock.sleep(1, new AbortController().signal)
        return file.write([(buffers[0] ?? Buffer.alloc(0)).subarray(0, 128 * KiB)], position)
      },
    }
  }
  return { disk: { ...realDisk, create }, open }
}

/** A server that sends `messagesEach` numbered messages to each client, as fast as the network takes them. */
async function flood(): Promise<string> {
  const countUp = async (webSocket: WebSocket) => {
    for (let number = 0; number < messagesEach; await turns(1))
      for (; number < messagesEach && webSocket.bufferedAmount < 256 * KiB; number += 1) webSocket.send(`${number} `.padEnd(messageBytes, 'x'))
  }
  return (await wsServer((webSocket) => void countUp(webSocket))).url
}

/** The numbers of the messages that each connection received, in the order in which they are on disk. */
function recorded(folder: string): { numbers: Map<string, number[]>; damage: string } {
  const { runs, sources, damage } = openCapture(folder)
  const numbers = new Map<string, number[]>()
  for (const run of runs) {
    const file = openSegment(folder, run.segment)
    for (const chunk of chunksOf(file, run, readRun(file, run)))
      for (let i = 0; i < chunk.count; i += 1) {
        const tag = tags[chunk.tag(i)]
        if (tag?.direction !== 'in' || tag.kind !== 'text') continue
        const id = sources[chunk.slot(i)]?.connectionId ?? ''
        numbers.set(id, [...(numbers.get(id) ?? []), Number.parseInt(chunk.bytes(i).toString('latin1', 0, 12))])
      }
    closeSegment(file)
  }
  return { numbers, damage }
}

it('a disk that is slower than a flood to 20 sockets stops their reading, and all that the server sent is on it in the end', async () => {
  const { disk, open } = slowDisk()
  const recorder = new Recorder({
    root: tempDir(), clock: systemClock, logger: silentLogger, disk, highBytes, lowBytes: highBytes / 4, blockBytes: 256 * KiB,
    bounds: () => ({ captures: 20, bytes: 1024 * MiB }),
  })
  const pool = new Pool({ log: recorder, clock: systemClock, random: () => 0.5, logger: silentLogger })
  onTestFinished(() => { open() })
  let [pauses, mostWaiting] = [0, 0]
  recorder.onPressure((pressed) => { if (pressed) pauses += 1 })
  pool.onChange(() => {
    const { kept, onDisk } = recorder.capture.totals
    mostWaiting = Math.max(mostWaiting, (kept - onDisk) * messageBytes)
  })
  const url = await flood()
  const ids = Array.from({ length: sockets }, (_, i) => pool.add(newPlan('p', { url }), `socket ${i}`))
  for (const id of ids) pool.open(id)

  await until(() => recorder.pressed, 'the log is pressed')
  expect(recorder.capture.totals.recording.kind).toBe('paused')
  // Those that open only now are read once before they are paused, too.
  await until(() => pool.snapshots().every(({ state }) => state.kind === 'open'), 'all are open')
  await turns(20)
  const received = () => pool.snapshots().reduce((sum, { counters }) => sum + counters.messagesIn, 0)
  const stopped = received()
  await turns(200)
  expect(received()).toBe(stopped)
  open()
  await until(() => received() === sockets * messagesEach, () => `all came (${received()} did)`, 20_000)
  // One read of each socket may have been under way whenever the log became pressed, with its life-cycle entries.
  expect(mostWaiting).toBeLessThan(highBytes + sockets * 64 * KiB + 1 * MiB)
  expect(pauses).toBeGreaterThan(1)

  const { folder } = recorder.capture
  await pool.closeAll()
  await recorder.close()
  const { kept, onDisk, dropped, missed } = recorder.capture.totals
  expect([onDisk, dropped, missed]).toEqual([kept, 0, 0])
  const { numbers, damage } = recorded(folder)
  expect(damage).toBe('')
  const all = Array.from({ length: messagesEach }, (_, number) => number)
  for (const id of ids) expect(numbers.get(id)).toEqual(all)
})
