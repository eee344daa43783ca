/** A server that goes away and comes back while many sockets speak with it: all come back, in order, and nothing goes out twice. */
import { expect } from 'vitest'
import type { SendOutcome } from '../../../shared/connection'
import type { LifecycleNote } from '../../../shared/entry'
import { count } from '../counts'
import { Deck, eager } from '../live-deck'
import { until } from '../until'
import type { Line } from './checks'
import { plain, type Speech } from './speech'

/** From one message of a socket to its next, ms. */
const paceMs = 20

/** Of a socket: messages whose fate is not known; so many wait while the server is down. */
const mostPending = 20

/** From one look at all messages to the next: it takes a while. */
const lookMs = 50

class Speaker {
  readonly id: string
  readonly outcomes: SendOutcome[] = []
  readonly #deck: Deck
  readonly #who: string
  readonly #speech: Speech
  #said = 0
  #settled = 0

  constructor(deck: Deck, { speech = plain, about, url }: Line, who: string) {
    this.#deck = deck
    this.#speech = speech
    this.#who = who
    this.id = deck.open(url, { ...speech.about(who), ...about, reconnect: eager, queue: { whileDown: 'hold' } })
  }

  get said(): number {
    return this.#said
  }

  get pending(): number {
    return this.#said - this.#settled
  }

  say(): void {
    if (this.pending >= mostPending) return
    const place = this.#said
    this.#said += 1
    void this.#deck.pool.send(this.id, this.#speech.say(this.#who, `${this.#who}:${this.#said}`)).settled.then((outcome) => {
      this.outcomes[place] = outcome
      this.#settled += 1
    })
  }

  /** The numbers that came back to it. */
  heard(messages: readonly Buffer[]): number[] {
    const own = `${this.#who}:`
    return this.#speech.heard(this.#who, messages).filter((content) => content.startsWith(own)).map((content) => Number(content.slice(own.length)))
  }
}

/** What came back to each, from one look at the log. */
function heardByEach(deck: Deck, speakers: readonly Speaker[]): number[][] {
  const messages = new Map<string, Buffer[]>(speakers.map(({ id }) => [id, []]))
  for (const row of deck.rows()) if (row.direction === 'in' && (row.kind === 'text' || row.kind === 'binary')) messages.get(row.source.connectionId)?.push(deck.bytes(row))
  return speakers.map((speaker) => speaker.heard(messages.get(speaker.id) ?? []))
}

/** Waits until the last message of each has come back. */
async function lastOfEach(deck: Deck, speakers: readonly Speaker[]): Promise<number[][]> {
  await until(() => speakers.every(({ pending }) => pending === 0), 'the fate of all messages is known')
  for (const end = performance.now() + 10_000; ;) {
    const heard = heardByEach(deck, speakers)
    const missing = speakers.filter(({ said }, i) => heard[i]?.at(-1) !== said)
    if (missing.length === 0) return heard
    if (performance.now() > end) throw new Error(`The last message did not come back to ${missing.map(({ id }) => id).join(', ')}`)
    await new Promise((resolve) => setTimeout(resolve, lookMs))
  }
}

/** Why they went, and why they did not get in at once. */
function causesOf(deck: Deck): string {
  const notes = deck.rows().filter(({ event }) => event === 'waiting').map((row) => JSON.parse(deck.bytes(row).toString()) as LifecycleNote)
  return [...new Set(notes.map(({ words }) => words.replace(/^.*?\): /, '').replace(/ · \d+ messages? held$/, '')))].join('; ')
}

/** `again` brings the server down and up again; resolves when it is up. */
export async function survivesRestart(line: Line, again: (deck: Deck, ids: readonly string[]) => Promise<void>, sockets = count(10, 60)): Promise<string> {
  const deck = new Deck()
  const speakers = Array.from({ length: sockets }, (_, i) => new Speaker(deck, line, `s${i + 1}`))
  const ids = speakers.map(({ id }) => id)
  for (const id of ids) await deck.reaches(id, 'open')
  const traffic = setInterval(() => { for (const speaker of speakers) speaker.say() }, paceMs)
  let backMs: number
  try {
    await until(() => speakers.every((speaker) => speaker.said > 3), 'traffic flows')
    await again(deck, ids)
    const up = performance.now()
    await until(() => ids.every((id) => deck.snapshot(id).counters.retries > 0), 'all noticed')
    for (const id of ids) await deck.reaches(id, 'open', 20_000)
    backMs = performance.now() - up
    const then = Math.max(...speakers.map(({ said }) => said))
    await until(() => speakers.every(({ said }) => said > then + 3), 'traffic flows again')
  } finally {
    clearInterval(traffic)
  }
  const heard = await lastOfEach(deck, speakers)
  let [lost, all] = [0, 0]
  for (const [i, { outcomes, said }] of speakers.entries()) {
    const own = heard[i] ?? []
    // Each came back at most once and in the order it was said.
    expect(own).toEqual([...new Set(own)].sort((a, b) => a - b))
    for (const outcome of outcomes) expect([{ kind: 'sent' }, { kind: 'dropped', reason: 'unknown' }]).toContainEqual(outcome)
    all += said
    lost += said - own.length
  }
  expect(deck.complaints).toEqual([])
  return `${sockets} of ${sockets} back ${Math.round(backMs)} ms after it was up; of ${all.toLocaleString('en')} messages ${lost} went down with it, none came twice or out of order (${causesOf(deck)})`
}
