import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest'
import { newAuthority } from '../../support/authority'
import { count } from '../../support/counts'
import { bundledInto } from '../../support/disk'
import type { CyclingReport, CyclingTask } from '../../support/faults/cycling-child'
import { judged, othersOf } from '../../support/faults/bystanders'
import { echoProcess } from '../../support/faults/echo-process'
import { row } from '../../support/faults/row'
import { answer, rawServer } from '../../support/raw-server'
import { wsServer } from '../../support/servers'
import { tlsServer } from '../../support/tls-server'

const KiB = 1024
const authority = newAuthority()
const folder = mkdtempSync(path.join(tmpdir(), 'sockdeck-cycling-'))
let program = ''
beforeAll(async () => { program = await bundledInto(folder, 'test/support/faults/cycling-child.ts') }, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs so many cycles in a process of their own; rejects where it has not given everything back within 2 s. */
async function cycles(task: CyclingTask): Promise<CyclingReport> {
  const child = spawn(process.execPath, ['--expose-gc', program, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => { child.kill('SIGKILL') })
  let [output, complaints] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (part: string) => (output += part))
  child.stderr.setEncoding('utf8').on('data', (part: string) => (complaints += part))
  await once(child, 'close')
  expect(complaints).toBe('')
  return JSON.parse(output) as CyclingReport
}

/** Bytes per cycle: the slope of the line that fits best (least squares). */
function slopeOf(samples: CyclingReport['samples']): number {
  const mean = (of: (sample: [number, number]) => number) => samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length
  const [meanCycles, meanBytes] = [mean(([at]) => at), mean(([, bytes]) => bytes)]
  return mean(([at, bytes]) => (at - meanCycles) * (bytes - meanBytes)) / mean(([at]) => (at - meanCycles) ** 2)
}

/** Of a short count, what V8 compiles or lets go at once (200 KB) must not be a KiB of each cycle. */
interface Kind {
  what: string
  cycle: CyclingTask['cycle']
  url: () => Promise<string>
  counts: [short: number, full: number]
  skip?: string | null
}

const deadUrl = async () => {
  const server = await rawServer(() => undefined)
  await server.close()
  return server.url
}

const kinds: Kind[] = [
  { what: 'opened and closed', cycle: 'closed', counts: [1_000, 100_000], url: async () => (await wsServer(() => undefined)).url },
  { what: 'refused', cycle: 'failed', counts: [1_000, 20_000], url: deadUrl },
  { what: 'answered with 401', cycle: 'failed', counts: [1_000, 20_000], url: async () => (await rawServer((socket) => answer(socket, '401 No'))).url },
  {
    what: 'whose certificate is not trusted', cycle: 'failed', counts: [1_000, 10_000], skip: authority === null ? 'openssl is missing' : null,
    url: async () => (await tlsServer(authority?.selfSigned() ?? {})).url,
  },
  { what: 'cancelled at any moment of its dial', cycle: 'cancelled', counts: [1_000, 20_000], url: async () => (await rawServer((socket) => { socket.resume() })).url },
  { what: 'lost and opened again', cycle: 'reconnected', counts: [1_000, 5_000], url: async () => (await wsServer((webSocket) => webSocket.terminate())).url },
]

for (const { what, cycle, url, counts, skip = null } of kinds) {
  row({ id: 'F44', fault: `connections ${what}, again and again`, target: 'heap ≤ 1 KiB per cycle, handles as before ≤ 2 s', skip, limitMs: count(60_000, 1_800_000) }, async ({ measured }) => {
    const { samples, listeners, others } = await cycles({ cycle, url: await url(), echo: await echoProcess(), cycles: count(...counts) })
    // As many as Node takes before it complains, as it would of too many at a socket.
    expect(listeners).toEqual({ log: 0, signals: 0, mostOfOne: expect.toSatisfy((most: number) => most <= 10) as number })
    const slope = slopeOf(samples)
    measured(`${slope.toFixed(0)} bytes per cycle over ${count(...counts)} cycles, ten at a time; beside a tenth as many, one at a time, ${othersOf(judged(others))}`)
    expect(slope, JSON.stringify(samples)).toBeLessThan(KiB)
  })
}
