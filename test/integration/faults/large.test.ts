import { expect } from 'vitest'
import type { WebSocket } from 'ws'
import { eachEntry } from '../../../main/log/export/entry'
import { openCapture } from '../../../main/log/read/open'
import { count, torture } from '../../support/counts'
import { contentOf, type Content } from '../../support/faults/content'
import { echoProcess } from '../../support/faults/echo-process'
import { engineProcess, MiB } from '../../support/faults/engine-process'
import { row } from '../../support/faults/row'
import { wsServer } from '../../support/servers'
import { until } from '../../support/until'

const size = count(32, 100)
const limitMs = count(60_000, 600_000)

interface Kind {
  name: string
  binary: boolean
  deflated: boolean
  /** Cannot be compressed. */
  random?: boolean
}

/** By how much of its size memory grew while it came and while it went, and how long healthy sockets waited. */
interface Cost {
  name: string
  in: number
  out: number
  p99Ms: number
  worstMs: number
  beats: number
}

const both = [{ direction: 'in', whole: true }, { direction: 'out', whole: true }]

/** The messages of a capture: whether each is this one, byte for byte. */
function inCapture(folder: string, source: string, message: Uint8Array): { direction: string; whole: boolean }[] {
  const { runs, sources } = openCapture(folder)
  const found: { direction: string; whole: boolean }[] = []
  eachEntry({ folder, runs, seqs: null }, ({ kind, slot, direction, payload }) => {
    if ((kind === 'text' || kind === 'binary') && sources.at(slot)?.connectionId === source) found.push({ direction, whole: payload.equals(message) })
  }, () => undefined)
  return found
}

async function cost({ name, binary, deflated, random = false }: Kind): Promise<Cost> {
  const content: Content = { bytes: size * MiB, binary, random }
  const { bytes } = contentOf(content)
  const peers: WebSocket[] = []
  const arrived: boolean[] = []
  const { url } = await wsServer((webSocket) => {
    peers.push(webSocket)
    webSocket.on('message', (data: Buffer, isBinary) => arrived.push(isBinary === binary && data.equals(bytes)))
  }, { perMessageDeflate: deflated, maxPayload: size * MiB })
  const engine = await engineProcess()
  const [id = ''] = await engine.ask('open', {
    url,
    sockets: 1,
    about: { limits: { receiveBytes: size * MiB }, queue: { bytes: size * MiB }, compression: { mode: deflated ? 'offered' : 'off' } },
  })
  const others = await engine.ask('open', { url: await echoProcess(), sockets: 3 })
  await engine.ask('prepare', { content })
  await engine.ask('watch')
  await engine.ask('pulse', { ids: others })
  peers[0]?.send(bytes, { binary })
  await engine.ask('received', { ids: [id], messages: 1 })
  await engine.ask('capture')
  const incoming = await engine.ask('watched')
  await engine.ask('watch')
  expect(await engine.ask('send', { id })).toEqual({ kind: 'sent' })
  await until(() => arrived.length > 0, 'the server has it', limitMs)
  const { folder } = await engine.ask('capture')
  const outgoing = await engine.ask('watched')
  const { p99Ms, worstMs, beats } = await engine.ask('pulsed')
  expect(arrived).toEqual([true])
  expect(inCapture(folder, id, bytes)).toEqual(both)
  await engine.ask('end')
  return { name, in: incoming.growthBytes / bytes.length, out: outgoing.growthBytes / bytes.length, p99Ms, worstMs, beats }
}

const words = ({ name, in: came, out, p99Ms, worstMs, beats }: Cost) => `${name} ${came.toFixed(2)} × in, ${out.toFixed(2)} × out, others lost 0 of ${beats.toLocaleString('en')}, p99 ${Math.round(p99Ms)}, worst ${Math.round(worstMs)} ms`

const kinds: Kind[] = [
  { name: 'text', binary: false, deflated: false },
  { name: 'binary', binary: true, deflated: false },
  { name: 'deflated', binary: false, deflated: true },
]

row({ id: 'F42', fault: `one message of ${size} MiB, both ways`, target: 'RSS ≤ 2.5 × its size, others’ p99 ≤ 100 ms (instead of the 20 ms of all other rows)', limitMs }, async ({ measured }) => {
  // With full counts each has the machine to itself.
  const costs = torture ? [] : await Promise.all(kinds.map(cost))
  if (torture) for (const kind of kinds) costs.push(await cost(kind))
  for (const each of costs) {
    expect(Math.max(each.in, each.out)).toBeLessThan(2.5)
    // Side by side they would wait for each other.
    if (torture) expect(each.p99Ms).toBeLessThan(100)
  }
  measured(costs.map(words).join('; '))
})
