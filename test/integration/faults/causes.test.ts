import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { causeKinds } from '../../../shared/connection'
import { count } from '../../support/counts'
import { dialled } from '../../support/dial-plan'
import { beside, othersOf } from '../../support/faults/bystanders'
import { certificates } from '../../support/faults/certificates'
import { Confusion } from '../../support/faults/confusion'
import type { Injection } from '../../support/faults/injection'
import { allInjections } from '../../support/faults/injections'
import { echoProcess } from '../../support/faults/echo-process'
import { nothingYet } from '../../support/faults/oracle'
import { row } from '../../support/faults/row'
import { acted, Scene } from '../../support/faults/scene'
import { speaker } from '../../support/faults/speaker'
import { Deck } from '../../support/live-deck'
import { seeded } from '../../support/random'

const faults = count(150, 1_000)
/** Acted out at once: one after the other where somebody looks how long the others wait, since the faulty servers are in this process, too. */
const atOnce = count(10, 1)

function seedOf(): number {
  const given = process.env['SOCKDECK_SEED']
  return given === undefined ? 20_261_122 : Number(given)
}

/** What chance draws, beside each injection once. */
function drawn(all: readonly Injection[], random: () => number): Injection[] {
  return Array.from({ length: Math.max(0, faults - all.length) }, () => all[Math.floor(random() * all.length)] as Injection)
}

row({
  id: 'causes',
  fault: `${faults.toLocaleString('en')} random faults, drawn from all that can be injected`,
  target: 'reported cause = injected cause, 100 %; ≥ 40 causes',
}, async (told) => {
  const seed = seedOf()
  const random = seeded(seed)
  // Made by openssl, one after the other: not beside bystanders.
  certificates()
  // It stays.
  await speaker()
  const all = allInjections()
  const confusion = new Confusion()
  const left = [...all, ...drawn(all, random)]
  const seen = await acted(({ deck }) => {
    const worker = async () => {
      for (let injection = left.shift(); injection !== undefined; injection = left.shift()) {
        const scene = new Scene(deck, random)
        confusion.add(injection, await injection.inject(scene))
        await scene.end()
      }
    }
    return Promise.all(Array.from({ length: atOnce }, worker))
  }, random)
  console.info(`Seed ${seed}. Of ${causeKinds.length} kinds of cause ${confusion.kinds} were injected:\n${confusion.table}`)
  told.measured(`${confusion.faults.toLocaleString('en')} faults of ${confusion.kinds} causes (${confusion.rows} with their phases), ${confusion.wrong.length} confused; seed ${seed}; ${othersOf(seen)}`)
  told.bare('RST = FIN = 1006, refusals without a code')
  expect(confusion.wrong).toEqual([])
  if (certificates() !== null) expect(confusion.kinds).toBeGreaterThanOrEqual(40)
})

/** Gives up root for a moment; null if that can't be. */
function asNobody(): (() => void) | null {
  const own = process.geteuid?.()
  if (own === undefined || process.seteuid === undefined) return null
  if (own !== 0) return () => undefined
  try {
    process.seteuid(65_534)
  } catch {
    // A worker thread may not.
    return null
  }
  return () => process.seteuid?.(own)
}

// By itself, since who the process runs as is all its tests' business.
row({
  id: 'causes',
  fault: 'a Unix socket that is locked',
  target: '`socket-denied`',
  skip: process.platform === 'win32' ? 'no Unix sockets with locks' : null,
}, async (told) => {
  await echoProcess()
  const baseline = await nothingYet()
  const folder = mkdtempSync(join(tmpdir(), 'sockdeck-locked-'))
  const server = createServer().listen(join(folder, 'locked.sock'))
  await once(server, 'listening')
  const restore = asNobody()
  const deck = new Deck()
  let reported = ''
  try {
    const seen = await beside(deck, async () => {
      const { fault } = await dialled(`ws+unix:${join(folder, 'locked.sock')}`)
      reported = `${fault?.why.kind} (${fault?.why.code})`
      if (restore !== null) expect(fault?.why).toMatchObject({ kind: 'socket-denied', phase: 'tcp', by: 'client' })
    })
    told.measured(`${reported}; ${othersOf(seen)}`)
  } finally {
    restore?.()
    server.close()
    rmSync(folder, { recursive: true, force: true })
  }
  await deck.end()
  await baseline.isBack()
})
