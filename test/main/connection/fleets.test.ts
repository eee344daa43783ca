import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { fleetRule, Fleets } from '../../../main/connection/fleets'
import { Valve } from '../../../main/connection/valve'
import { turns } from '../../support/turns'

/** A raw socket of which Node wants to read, and whether it does. */
class Raw extends EventEmitter {
  readonly remoteAddress = '127.0.0.1'
  readonly remotePort: number
  reads = true
  readonly _handle = { reading: true, readStop: () => { this.reads = false }, readStart: () => { this.reads = true } }
  readonly valve = new Valve(this)

  constructor(port: number) {
    super()
    this.remotePort = port
  }
}

function fleet(count: number, port = 1, now = { ms: 0 }) {
  const fleets = new Fleets(() => now.ms)
  const sail = (at: number, raw = new Raw(at)) => ({ raw, fleet: fleets.join(raw, raw.valve) })
  const ships = Array.from({ length: count }, () => sail(port))
  return { ships, sail, now, reading: () => ships.filter(({ raw }) => raw.reads).length }
}

const many = fleetRule.perTurn + 100

describe('a fleet of which many end in the same moment', () => {
  it('is read no more after the first few of them, and goes on in the next turn, as many as may', async () => {
    const { ships, reading } = fleet(many)
    for (const { raw } of ships.slice(0, fleetRule.ends - 1)) raw.emit('end')
    expect(reading()).toBe(many)
    ships.at(-1)?.raw.emit('error', new Error('reset'))
    expect(reading()).toBe(0)
    await turns(1)
    expect(ships.map(({ raw }) => raw.reads)).toEqual(ships.map((_, i) => i < fleetRule.perTurn))
    await turns(1)
    expect(reading()).toBe(many)
  })

  it('lets those go on first that have waited longest, however often it is shut again', async () => {
    const { ships, reading } = fleet(many)
    for (const { raw } of ships.slice(0, fleetRule.ends)) raw.emit('end')
    await turns(1)
    for (const { raw } of ships.slice(fleetRule.ends, 2 * fleetRule.ends)) raw.emit('end')
    expect(reading()).toBe(0)
    await turns(1)
    expect(ships.slice(fleetRule.perTurn).every(({ raw }) => raw.reads)).toBe(true)
  })

  it('does not touch the sockets of another peer', () => {
    const { ships, sail, reading } = fleet(many)
    const other = sail(2)
    for (const { raw } of ships.slice(0, fleetRule.ends)) raw.emit('end')
    expect([reading(), other.raw.reads]).toEqual([0, true])
  })

  it('forgets those that are closed, and then itself', async () => {
    const { ships, sail } = fleet(fleetRule.ends)
    for (const { raw } of ships) raw.emit('end')
    for (const { raw } of ships) raw.emit('close')
    await turns(2)
    expect(ships.map(({ raw }) => raw.reads)).toEqual(ships.map(() => false))
    expect(sail(1).fleet).not.toBe(ships[0]?.fleet)
  })
})

describe('a fleet of which many bring blocks in the same moment', () => {
  it('is heard until the turn has become long, and then not read until the next', async () => {
    const { ships, now, reading } = fleet(many)
    for (const { raw, fleet: own } of ships.slice(0, fleetRule.least)) own.hears(raw.valve)
    now.ms = fleetRule.turnMs
    const [next, last] = ships.slice(fleetRule.least)
    if (next !== undefined) next.fleet.hears(next.raw.valve)
    expect(reading()).toBe(many)
    now.ms += 1
    if (last !== undefined) last.fleet.hears(last.raw.valve)
    expect(reading()).toBe(0)
    await turns(2)
    expect(reading()).toBe(many)
  })

  it('is read on where a few bring all of them, until that has become very long', () => {
    const { ships, now, reading } = fleet(many)
    const few = ships.slice(0, fleetRule.least)
    const last = few.pop()
    for (const { raw, fleet: own } of few) own.hears(raw.valve)
    now.ms = fleetRule.mostMs
    // One that has been heard in this turn is not looked at again.
    for (const { raw, fleet: own } of few) own.hears(raw.valve)
    now.ms += 1
    expect(reading()).toBe(many)
    if (last !== undefined) last.fleet.hears(last.raw.valve)
    expect(reading()).toBe(0)
  })
})

describe('a valve', () => {
  it('is open when all that shut it have opened it', () => {
    const raw = new Raw(1)
    raw.valve.shut()
    raw.valve.shut()
    raw.valve.open()
    expect(raw.reads).toBe(false)
    raw.valve.open()
    expect(raw.reads).toBe(true)
  })

  it('does not read where Node has stopped meanwhile, or closed', () => {
    const raw = new Raw(1)
    raw.valve.shut()
    raw._handle.reading = false
    raw.valve.open()
    expect(raw.reads).toBe(false)
    const gone = new Valve({ _handle: null })
    expect(() => {
      gone.shut()
      gone.open()
    }).not.toThrow()
  })
})
