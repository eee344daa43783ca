import { expect } from 'vitest'
import { bound, count, torture } from '../../support/counts'
import { beside, besideIn, othersOf } from '../../support/faults/bystanders'
import { bomb, headBytes, thrower } from '../../support/faults/bomb'
import { echoProcess } from '../../support/faults/echo-process'
import { KiB, MiB, warmEngine } from '../../support/faults/engine-process'
import { nothingYet } from '../../support/faults/oracle'
import type { Undisturbed } from '../../support/faults/others'
import { row } from '../../support/faults/row'
import { watchStalls } from '../../support/faults/stalls'
import { Deck } from '../../support/live-deck'

const tooBig = { kind: 'message-too-big', code: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' }
const about = (receiveBytes: number) => ({ compression: { mode: 'offered' as const }, limits: { receiveBytes } })

row({ id: 'F22', fault: `a deflate bomb: ${Math.round(bomb.length / KiB)} KiB that become 64 MiB`, target: 'fails at the limit, ≤ 300 ms' }, async ({ measured }) => {
  await echoProcess()
  const baseline = await nothingYet()
  const deck = new Deck()
  const server = await thrower()
  const id = await deck.opened(server.url, about(1 * MiB))
  const stalls = watchStalls()
  let ms = 0
  const seen = await beside(deck, async () => {
    ms = await stalls.timed(async () => {
      await server.throw(bomb, 1)
      expect(await deck.cause(id)).toMatchObject(tooBig)
    })
  })
  measured(`failed after ${Math.round(ms)} ms; ${othersOf(seen)}`)
  expect(ms).toBeLessThan(bound(300))
  expect(deck.frames(id).map(([what, bytes]) => [what, bytes.readUInt16BE()])).toEqual([['out close', 1009]])
  await deck.end()
  await server.close()
  await baseline.isBack()
})

/** As many bytes on the wire, but no deflate stream: what so many sockets cost that fail at once, without any bomb. */
const dud = Buffer.concat([bomb.subarray(0, headBytes), Buffer.alloc(bomb.length - headBytes, 0xff)])

interface Blast {
  sockets: number
  limitBytes: number
  thrown?: Buffer
}

/** By how many bytes memory grew at most, less what was on the wire, and what the others noticed. */
async function blast({ sockets, limitBytes, thrown = bomb }: Blast): Promise<{ growth: number; others: Undisturbed }> {
  const engine = await warmEngine()
  const server = await thrower()
  const ids = await engine.ask('open', { url: server.url, sockets, about: about(limitBytes) })
  const leave = await besideIn(engine)
  await engine.ask('watch')
  await server.throw(thrown, sockets)
  await engine.ask('over', { ids })
  const { growthBytes } = await engine.ask('watched')
  const others = await leave()
  const causes = (await engine.ask('snapshots', { ids })).map(({ state }) => ('cause' in state ? state.cause.kind : null))
  expect(new Set(causes)).toEqual(new Set([thrown === bomb ? tooBig.kind : 'bad-compression']))
  await engine.ask('end')
  return { growth: growthBytes - sockets * bomb.length, others }
}

/** V8 collects when it likes: of a few blasts in a full run the one in the middle counts. */
async function usualBlast(about: Blast): Promise<{ growth: number; others: Undisturbed[] }> {
  const blasts: Awaited<ReturnType<typeof blast>>[] = []
  for (let round = 0; round < count(1, 3); round += 1) blasts.push(await blast(about))
  const growths = blasts.map(({ growth }) => growth).toSorted((a, b) => a - b)
  return { growth: growths[Math.floor(growths.length / 2)] ?? 0, others: blasts.map(({ others }) => others) }
}

const inMiB = (bytes: number) => `+${Math.max(0, Math.round(bytes / MiB))} MiB`

for (const { sockets, limitMiB, words } of [
  { sockets: count(100, 1_000), limitMiB: 1, words: 'limit 1 MiB each' },
  { sockets: count(30, 300), limitMiB: 16, words: 'limit 16 MiB each (the default)' },
]) {
  const many: Blast = { sockets, limitBytes: limitMiB * MiB }
  row({ id: 'F22', fault: `${sockets} deflate bombs at once, ${words}`, target: 'RSS ≤ limit + 32 MiB in all, beside what came over the wire' }, async ({ measured }) => {
    const { growth, others } = await usualBlast(many)
    const duds = torture ? await usualBlast({ ...many, thrown: dud }) : null
    measured(`${inMiB(growth)}; ${othersOf(...others)}${duds === null ? '' : `; where as many bytes are no deflate stream: ${inMiB(duds.growth)}; ${othersOf(...duds.others)}`}`)
    expect(growth).toBeLessThan((limitMiB + 32) * MiB)
  })
}
