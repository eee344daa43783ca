/** Steps: what may happen to a few connections and their peers, for the model of order; each can be left out to make a failure smaller. */
import fc from 'fast-check'

/** How many connections a run has. */
export const slots = 3

const to = fc.nat(slots - 1)
const binary = fc.boolean()
const of = <K extends string>(kind: K) => fc.constant(kind)

const sending = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: of('send'), to, size: fc.nat(600), binary }) },
  { weight: 2, arbitrary: fc.record({ kind: of('burst'), to, count: fc.integer({ min: 2, max: 12 }), binary }) },
  { weight: 2, arbitrary: fc.record({ kind: of('broadcast'), size: fc.nat(100), binary }) },
  { weight: 1, arbitrary: fc.record({ kind: of('spaced'), ms: fc.integer({ min: 1, max: 50 }), cancelled: fc.boolean() }) },
)
const reading = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: of('stall'), to }) },
  { weight: 3, arbitrary: fc.record({ kind: of('read on'), to }) },
)
const losing = fc.oneof(
  /** `after`: so many messages (simulated), or bytes (real), of what is under way still get through. */
  { weight: 5, arbitrary: fc.record({ kind: of('cut'), to, after: fc.nat(12), how: fc.constantFrom('reset' as const, 'fin' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: of('peer closes'), to, code: fc.constantFrom(1000, 1001, 1012) }) },
  { weight: 1, arbitrary: fc.record({ kind: of('server'), mode: fc.constantFrom(...Array<'up'>(6).fill('up'), 'down' as const, 'silent' as const) }) },
)
const asking = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: of('open'), to }) },
  { weight: 4, arbitrary: fc.record({ kind: of('retry'), to }) },
  { weight: 1, arbitrary: fc.record({ kind: of('close'), to }) },
  { weight: 1, arbitrary: fc.record({ kind: of('remove'), to }) },
  { weight: 2, arbitrary: fc.record({ kind: of('change'), to, messages: fc.integer({ min: 1, max: 12 }), hold: fc.boolean() }) },
)

const passing = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: of('turns'), count: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: of('time'), ms: fc.integer({ min: 1, max: 400 }) }) },
)

/** What only a network in memory can be made to do to the message. */
const seam = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: of('take'), to, parts: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: of('break'), to, after: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ kind: of('rude'), to }) },
  { weight: 1, arbitrary: fc.record({ kind: of('press'), pressed: fc.constantFrom(false, false, false, true) }) },
)

const shared = [
  { weight: 11, arbitrary: sending },
  { weight: 5, arbitrary: reading },
  { weight: 3, arbitrary: losing },
  { weight: 6, arbitrary: asking },
  { weight: 8, arbitrary: passing },
] as const

export const realStep = fc.oneof(...shared)
export const simStep = fc.oneof(...shared, { weight: 4, arbitrary: seam })
type Of<T> = T extends fc.Arbitrary<infer V> ? V : never
export type RealStep = Of<typeof realStep>
export type SimStep = Of<typeof simStep>

/** How the queue of one connection behaves, and how its writes are told. */
export const slotAbout = fc.record({
  overflow: fc.constantFrom('refuse' as const, 'refuse' as const, 'drop-oldest' as const, 'close' as const),
  hold: fc.boolean(),
  messages: fc.integer({ min: 2, max: 10 }),
  reconnects: fc.boolean(),
  compressed: fc.boolean(),
})
export type SlotAbout = Of<typeof slotAbout>
