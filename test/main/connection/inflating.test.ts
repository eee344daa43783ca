import { expect, it } from 'vitest'
import { Inflating } from '../../../main/connection/inflating'

type Done = () => void
type Told = (error: Error | null, result?: Uint8Array) => void

/** A socket as `ws` has it inside; `begun` are the sizes of what it inflates, each with the way to end it. */
function socketOf(inflating: Inflating, maxPayload: number) {
  const begun: { size: number; end: Done }[] = []
  const told: number[] = []
  const decompress = (data: Uint8Array, _fin: boolean, callback: Told) => begun.push({ size: data.byteLength, end: () => callback(null, data) })
  const extension = { decompress }
  const webSocket = { _receiver: { _maxPayload: maxPayload, _extensions: { 'permessage-deflate': extension } } }
  inflating.watch(webSocket)
  const inflate = (size: number) => extension.decompress(Buffer.alloc(size), true, (_error, result) => told.push(result?.byteLength ?? 0))
  return { begun, told, inflate }
}

it('lets small messages of all sockets go on beside each other', () => {
  const inflating = new Inflating(1_000_000)
  const [one, two] = [socketOf(inflating, 1_000_000), socketOf(inflating, 1_000_000)]
  for (const { inflate } of [one, two]) for (let i = 0; i < 10; i += 1) inflate(40)
  expect([one.begun.length, two.begun.length]).toEqual([10, 10])
  for (const { end } of one.begun) end()
  expect(one.told).toEqual(Array(10).fill(40))
})

it('has what could become too much wait for its turn, in its order, one by one if need be', () => {
  const inflating = new Inflating(1_000_000)
  const sockets = Array.from({ length: 5 }, () => socketOf(inflating, 16_000_000))
  for (const { inflate } of sockets) inflate(50_000)
  const busy = () => sockets.map(({ begun }) => begun.length).join('')
  expect(busy()).toBe('10000')
  sockets[0]?.begun[0]?.end()
  expect(busy()).toBe('11000')
  expect(sockets[0]?.told).toEqual([50_000])
  for (const i of [1, 2, 3, 4]) sockets[i]?.begun[0]?.end()
  expect(busy()).toBe('11111')
})

it('counts a message as no more than what its socket takes', () => {
  const inflating = new Inflating(1_000_000)
  const sockets = Array.from({ length: 5 }, () => socketOf(inflating, 300_000))
  for (const { inflate } of sockets) inflate(50_000)
  expect(sockets.map(({ begun }) => begun.length).join('')).toBe('11100')
})

it('leaves a socket alone that inflates nothing', () => {
  expect(() => new Inflating().watch({ _receiver: { _extensions: {} } })).not.toThrow()
  expect(() => new Inflating().watch({})).not.toThrow()
})
