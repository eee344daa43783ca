/** Books: what was asked of one connection, what its senders were told, and what came onto the wire; the model of order and at-most-once. */
import { expect } from 'vitest'
import type { Sending } from '../../../main/connection/pool'
import type { SendOutcome } from '../../../shared/connection'
import type { EncodedMessage } from '../../../shared/payload'

/** Digits that say which message it is. */
const digits = 8

/** A message of at least so many bytes that can be told from all others. */
export function numbered(number: number, size: number, binary: boolean): EncodedMessage {
  const bytes = Buffer.alloc(Math.max(digits, size), '.')
  bytes.write(String(number).padStart(digits, '0'))
  return { binary, bytes }
}

export function numberOf(payload: Uint8Array): number {
  return Number(Buffer.from(payload.buffer, payload.byteOffset, Math.min(digits, payload.byteLength)).toString('latin1'))
}

interface Asked {
  number: number
  sending: Sending
  told: SendOutcome | null
}

/** The three things that a sender can be told in the end. */
export type Verdict = 'sent' | 'not sent' | 'unknown'

function verdictOf(outcome: SendOutcome | null): Verdict | null {
  if (outcome === null || outcome.kind === 'queued') return null
  if (outcome.kind === 'sent') return 'sent'
  return outcome.kind === 'dropped' && outcome.reason === 'unknown' ? 'unknown' : 'not sent'
}

export class Books {
  readonly #sessions: number[][] = []
  readonly #asked: Asked[] = []

  ask(number: number, sending: Sending): void {
    const asked: Asked = { number, sending, told: null }
    this.#asked.push(asked)
    void sending.settled.then((outcome) => { asked.told = outcome })
  }

  /** A session begins; what comes onto its wire, whole, is to be put there. A peer may read the rest of one when the next has begun. */
  session(): number[] {
    const wire: number[] = []
    this.#sessions.push(wire)
    return wire
  }

  get count(): number {
    return this.#asked.length
  }

  /** Those whose senders wait for the end. */
  get open(): number {
    return this.#asked.reduce((open, { told }) => (told === null ? open + 1 : open), 0)
  }

  told(verdict: Verdict): number[] {
    return this.#asked.flatMap(({ told, number }) => (verdictOf(told) === verdict ? [number] : []))
  }

  /** How many ended so. */
  all(kind: SendOutcome['kind']): number {
    return this.#asked.filter(({ told }) => told?.kind === kind).length
  }

  /** What must hold when nothing is under way any more; `logged` as sent by the log, and `safe` those that can't have been lost on the way. */
  audit(logged: readonly number[], safe: readonly number[]): void {
    const places = new Map(this.#asked.map(({ number }, place) => [number, place]))
    expect(this.#asked.filter(({ told, sending }) => verdictOf(told) === null || (sending.outcome.kind !== 'queued' && sending.outcome.kind !== told?.kind)), 'senders told nothing, or two things').toEqual([])
    const wire = this.#sessions.flat()
    const onWire = wire.map((number) => places.get(number) ?? -1)
    // Strictly growing: nothing twice, nothing that nobody asked for, and everything in its order.
    expect(onWire.filter((place, i) => place <= (onWire[i - 1] ?? -1)), 'places on the wire that are out of order, twice, or nobody’s').toEqual([])
    const came = new Set(wire)
    expect(this.told('not sent').filter((number) => came.has(number)), 'told "not sent", and on the wire').toEqual([])
    expect(safe.filter((number) => !came.has(number)), 'sent on a way that lost nothing, and not there').toEqual([])
    expect(logged, 'the log’s sent messages').toEqual(this.told('sent'))
  }
}
