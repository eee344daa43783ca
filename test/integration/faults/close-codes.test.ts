import type { Socket } from 'node:net'
import { expect } from 'vitest'
import { retryDecision } from '../../../main/connection/retry'
import { describeCause } from '../../../shared/cause'
import type { Cause } from '../../../shared/connection'
import { cause } from '../../../main/lib/fault'
import { count, torture } from '../../support/counts'
import { othersOf } from '../../support/faults/bystanders'
import { row } from '../../support/faults/row'
import { acted, bareWords, type Scene } from '../../support/faults/scene'
import { closeBody, closeFrame, frame, rawServer, requestOf, switching } from '../../support/raw-server'
import { seeded } from '../../support/random'

const all = Array.from({ length: 5_000 }, (_, code) => code)
/** How many sockets are closed at once. */
const atOnce = 16

/** What must not travel (RFC 6455 §7.4): a protocol error, tried again as a drop. */
function isReserved(code: number): boolean {
  return code < 1000 || [1004, 1005, 1006].includes(code) || (code >= 1015 && code <= 2999)
}

/** The table of the policy: tried again after these, not before so many ms; after all others it is over. */
const retried: Readonly<Record<number, number>> = { 1001: 0, 1011: 5_000, 1012: 0, 1013: 30_000, 1014: 0 }

function expected(code: number): { kind: Cause['kind']; floorMs: number | null } {
  if (isReserved(code)) return { kind: 'reserved-close-code', floorMs: 0 }
  return { kind: 'close-frame', floorMs: retried[code] ?? null }
}

const decided = (why: Cause) => {
  const decision = retryDecision(why)
  return { kind: why.kind, floorMs: decision.retry ? decision.floorMs : null }
}

/** The codes of the registry and the ends of its ranges, and as many more as the run has time for. */
function onTheWire(): number[] {
  if (torture) return all
  const known = [0, 1, 999, ...Array.from({ length: 17 }, (_, i) => 1000 + i), 1999, 2000, 2999, 3000, 3001, 3003, 3008, 3999, 4000, 4001, 4999]
  const random = seeded(25)
  return [...new Set([...known, ...Array.from({ length: count(60, 0) }, () => Math.floor(random() * 5_000))])]
}

/** A close frame whose body is what the request's path says, in hex. */
async function closing(scene: Scene): Promise<string> {
  const { url } = await scene.peer(async (socket: Socket) => {
    const request = await requestOf(socket)
    const body = Buffer.from(/^GET \/(\S*)/.exec(request)?.[1] ?? '', 'hex')
    const head = body.length < 126 ? frame(closeFrame, body) : Buffer.concat([Buffer.from([closeFrame, 126, 0, body.length]), body])
    socket.write(Buffer.concat([Buffer.from(switching(request)), head]))
    socket.on('end', () => socket.end()).resume()
  })
  return url
}

const closedWith = (scene: Scene, url: string, body: Buffer) => scene.lived(`${url}/${body.toString('hex')}`)

row({ id: 'F25', fault: 'close codes 0–4999 on the wire; no code; bodies of 1, 125 and 126 bytes', target: 'each decided as the table says' }, async ({ measured, bare }) => {
  const codes = onTheWire()
  const wrong: string[] = []
  const seen = await acted(async (scene) => {
    const url = await closing(scene)
    const left = [...codes]
    const worker = async () => {
      for (let code = left.shift(); code !== undefined; code = left.shift()) {
        const why = await closedWith(scene, url, closeBody(code, 'bye'))
        const found = { ...decided(why), closeCode: why.closeCode, said: why.kind === 'close-frame' ? why.reason : 'bye' }
        if (JSON.stringify(found) !== JSON.stringify({ ...expected(code), closeCode: code, said: 'bye' })) wrong.push(`${code}: ${JSON.stringify(found)}`)
        if (isReserved(code) && !describeCause(why).includes(`reserved close code ${code}`)) wrong.push(`${code}: ${describeCause(why)}`)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, worker))

    // No code counts as 1000.
    const bare1005 = await closedWith(scene, url, Buffer.alloc(0))
    expect(bare1005).toMatchObject({ kind: 'close-frame', closeCode: 1005, wasClean: true })
    expect(decided(bare1005).floorMs).toBe(decided(await closedWith(scene, url, closeBody(1000))).floorMs)
    expect(await closedWith(scene, url, Buffer.from([3]))).toMatchObject({ kind: 'protocol-error', code: 'WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH' })
    expect(await closedWith(scene, url, closeBody(1001, 'x'.repeat(123)))).toMatchObject({ kind: 'close-frame', closeCode: 1001, reason: 'x'.repeat(123) })
    expect(await closedWith(scene, url, closeBody(1001, 'x'.repeat(124)))).toMatchObject({ kind: 'protocol-error', code: 'WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH' })
  })
  expect(wrong).toEqual([])
  // Those of which no frame was sent in this run.
  for (const code of all.filter((one) => !isReserved(one))) expect([code, decided(cause('open', 'close-frame', { closeCode: code }))]).toEqual([code, expected(code)])

  const server = await rawServer(async (socket) => { socket.write(`${switching(await requestOf(socket))}\x88\x02\x03\xed`, 'latin1') })
  bare(await bareWords(server.url))
  measured(`${codes.length.toLocaleString('en')} codes on the wire and 5,000 in the table, 0 decided otherwise; ${othersOf(seen)}`)
})
