/** Ours: the pool with all its loops, and the recorder that puts every message on disk. */
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from '../../../main/connection/pool'
import { systemClock as clock } from '../../../main/lib/clock'
import { loggerTo, toStderr } from '../../../main/lib/logger'
import { Recorder } from '../../../main/log/record/recorder'
import type { ConnectionId } from '../../../shared/connection'
import { planOf } from '../../../shared/plan'
import { newProfile } from '../../../shared/profile'
import { endless } from '../captures'
import { readArgument, report, type Load } from '../load'
import { settledBytes, watchGrowth } from '../memory'
import { textsIn } from '../texts'

const load = readArgument<Load>()
const root = mkdtempSync(path.join(os.tmpdir(), 'sockdeck-bench-'))
process.on('exit', () => rmSync(root, { recursive: true, force: true }))
const logger = loggerTo(toStderr())
const recorder = new Recorder({ root, clock, logger, bounds: endless })
const pool = new Pool({ log: recorder, clock, random: Math.random, logger })

async function openAll({ url, sockets }: Load): Promise<ConnectionId[]> {
  const plan = planOf(newProfile('load', { name: 'Load', url }), { defaults: {}, folders: [] })
  const ids = Array.from({ length: sockets }, () => pool.add(plan, 'Load'))
  const closed = new Set(ids)
  await new Promise<void>((resolve, reject) => {
    const ignore = pool.onChange((id) => {
      const state = pool.snapshot(id)?.state
      if (state?.kind === 'failed' || state?.kind === 'waiting') reject(new Error(`A socket did not open: ${state.cause.kind}`))
      if (state?.kind === 'open') closed.delete(id)
      if (closed.size > 0) return
      ignore()
      resolve()
    })
    for (const id of ids) pool.open(id)
  })
  return ids
}

function messagesIn(): number {
  return pool.snapshots().reduce((sum, { counters }) => sum + counters.messagesIn, 0)
}

/** The first message's time to the millisecond, and no work for those that follow. */
function firstMessage(): Promise<number> {
  return new Promise((resolve) => {
    const ignore = pool.onChange((id) => {
      if (pool.snapshot(id)?.counters.messagesIn === 0) return
      ignore()
      resolve(performance.now())
    })
  })
}

async function receive(load: Load): Promise<void> {
  const grown = watchGrowth()
  const first = firstMessage()
  await openAll(load)
  const begun = await first
  while (messagesIn() < load.messages) await sleep(1)
  await recorder.flush()
  const elapsed = performance.now() - begun
  const growth = grown()
  const { folder } = recorder.capture
  await recorder.close()
  report({ rate: (load.messages / elapsed) * 1000, growth, lost: load.messages - textsIn(folder) })
}

async function broadcast(load: Load): Promise<void> {
  const ids = await openAll(load)
  const message = { binary: false, bytes: Buffer.from(load.text) }
  let lost = 0
  const begun = performance.now()
  for (let round = 0; round < load.rounds; round += 1) {
    const sendings = Array.from({ length: load.burst }, () => pool.broadcast(ids, message)).flat()
    const outcomes = await Promise.all(sendings.map(({ settled }) => settled))
    lost += outcomes.filter(({ kind }) => kind !== 'sent').length
  }
  await recorder.flush()
  report({ rate: ((load.sockets * load.burst * load.rounds) / (performance.now() - begun)) * 1000, lost })
}

async function connect(load: Load): Promise<void> {
  const before = await settledBytes()
  const begun = performance.now()
  await openAll(load)
  const rate = (load.sockets / (performance.now() - begun)) * 1000
  report({ rate, perSocket: ((await settledBytes()) - before) / load.sockets })
}

const ways = { receive, broadcast, connect }
await ways[load.kind](load)
