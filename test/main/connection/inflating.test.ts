import { constants, deflateRawSync, type InflateRaw } from 'node:zlib'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Inflating } from '../../../main/connection/inflating'
import { limits } from '../../../shared/limits'
import { turns } from '../../support/turns'
import { until } from '../../support/until'

const MiB = 1024 * 1024
const tailBytes = 4

type Told = (error: Error | null, result?: Uint8Array) => void

interface About {
  maxPayload?: number
  params?: Record<string, unknown>
}

/** A socket as `ws` has it inside, and what it was told, in order: bytes, or an error's code. */
function socketOf(inflating: Inflating, { maxPayload = 16 * MiB, params = {} }: About = {}, byItself?: (data: Uint8Array, fin: boolean, told: Told) => void) {
  const told: (Buffer | string)[] = []
  const extension = {
    params,
    _inflate: null as InflateRaw | null,
    decompress: byItself ?? ((_data: Uint8Array, _fin: boolean, _told: Told): void => { throw new Error('It inflates by itself') }),
  }
  const receiver = {
    _maxPayload: maxPayload,
    _messageLength: 0,
    _extensions: { 'permessage-deflate': extension },
    createError: (...[, words, , closeCode, code]: [ErrorConstructor, string, boolean, number, string]) => Object.assign(new Error(words), { closeCode, code }),
  }
  inflating.watch({ _receiver: receiver })
  const inflate = (data: Uint8Array, fin = true) => extension.decompress(data, fin, (error, result) => {
    told.push(error === null ? Buffer.from(result ?? []) : `${(error as Error & { closeCode: number }).closeCode} ${(error as Error & { code: string }).code}`)
  })
  return { told, inflate, receiver, extension }
}

const packed = (bytes: Uint8Array) => deflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -tailBytes)
const zeros = (bytes: number) => packed(Buffer.alloc(bytes))

it('gives back what was deflated, in whatever frames it comes, with a window that is kept or not', async () => {
  const message = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.tuple(fc.string({ minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 20_000 })).map(([text, times]) => Buffer.from(text.repeat(times))))
  await fc.assert(fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 4 }), fc.array(fc.nat(), { maxLength: 3 }), fc.boolean(), async (messages, cuts, kept) => {
    const { told, inflate, extension } = socketOf(new Inflating(), { params: { server_no_context_takeover: !kept } })
    for (const bytes of messages) {
      const whole = packed(bytes)
      const ends = [...cuts.map((cut) => cut % whole.length).toSorted((a, b) => a - b), whole.length]
      const before = told.length
      let at = 0
      for (const [i, end] of ends.entries()) {
        inflate(whole.subarray(at, end), i === ends.length - 1)
        at = end
        await until(() => told.length === before + i + 1, 'the frame is inflated')
      }
      expect(Buffer.concat(told.slice(before) as Buffer[]).equals(bytes)).toBe(true)
    }
    extension._inflate?.close()
  }), { numRuns: 60 })
})

it('begins a new stream after one that has ended (RFC 7692 §7.2.3.4)', async () => {
  const { told, inflate } = socketOf(new Inflating())
  const final = Buffer.concat([deflateRawSync('one'), Buffer.of(0)])
  inflate(final)
  await until(() => told.length === 1, 'the first')
  inflate(final)
  await until(() => told.length === 2, 'the second')
  expect(told.map(String)).toEqual(['one', 'one'])
})

it('tells nothing before its caller has gone on, and then at once where a message is small', async () => {
  const { told, inflate } = socketOf(new Inflating())
  inflate(zeros(1_000))
  expect(told).toHaveLength(0)
  await Promise.resolve()
  expect(told).toHaveLength(1)
})

it('gives up at the limit of the socket, what came in earlier frames counted, and closes its stream', async () => {
  const { told, inflate, receiver, extension } = socketOf(new Inflating(), { maxPayload: 1 * MiB })
  inflate(zeros(1 * MiB))
  await until(() => told.length === 1, 'as much as it takes')
  receiver._messageLength = 1
  inflate(zeros(1 * MiB))
  await until(() => told.length === 2, 'one byte more')
  expect([told[0]?.length, told[1]]).toEqual([1 * MiB, '1009 WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'])
  expect(extension._inflate).toBeNull()
})

it('says that data is no deflate stream', async () => {
  const { told, inflate, extension } = socketOf(new Inflating())
  inflate(Buffer.alloc(20, 0xff))
  await until(() => told.length === 1, 'the error')
  expect(told).toEqual(['1007 Z_DATA_ERROR'])
  expect(extension._inflate).toBeNull()
  // Node tells of it a tick later, too.
  await turns(1)
})

it('does so much in a turn of the event loop, and works on one large message at a time', async () => {
  const inflating = new Inflating()
  const [one, two] = [socketOf(inflating), socketOf(inflating)]
  const bomb = zeros(8 * MiB)
  for (const { inflate } of [one, two]) inflate(bomb)
  await turns(4)
  expect([one.told.length, two.told.length]).toEqual([0, 0])
  await until(() => one.told.length === 1, 'the first')
  expect(two.told).toHaveLength(0)
  await until(() => two.told.length === 1, 'the second')
})

it('lets a small message go before large ones that wait', async () => {
  const inflating = new Inflating()
  const large = Array.from({ length: 3 }, () => socketOf(inflating))
  for (const { inflate } of large) inflate(zeros(8 * MiB))
  const small = socketOf(inflating)
  small.inflate(packed(Buffer.from('hello')))
  await until(() => small.told.length === 1, 'the small one')
  expect(large.map(({ told }) => told.length)).toEqual([0, 0, 0])
  await until(() => large.every(({ told }) => told.length === 1), 'the large ones')
})

it('counts what is read, too: blocks that become nothing hold nobody up', async () => {
  const { told, inflate } = socketOf(new Inflating())
  const empty = Buffer.of(0x00, 0x00, 0x00, 0xff, 0xff)
  const bytes = limits.inflateTurnBytes
  inflate(Buffer.concat(Array.from({ length: bytes / empty.length }, () => empty)))
  await turns(4)
  expect(told).toHaveLength(0)
  await until(() => told.length === 1, 'all is read')
  expect(told[0]?.length).toBe(0)
})

it('forgets a message whose socket has gone, and goes on with others', async () => {
  const inflating = new Inflating()
  const [gone, other] = [socketOf(inflating), socketOf(inflating)]
  for (const { inflate } of [gone, other]) inflate(zeros(4 * MiB))
  await turns(1)
  gone.extension._inflate?.close()
  await until(() => other.told.length === 1, 'the other')
  expect(gone.told).toHaveLength(0)
})

it('leaves inflating to `ws` for good on a Node that has its inside elsewhere', async () => {
  const { told, inflate, extension } = socketOf(new Inflating(() => null), {}, function byItself(this: { _inflate: unknown }, data, _fin, tell) {
    // `ws` keeps a stream of its own from the first message on.
    this._inflate ??= {}
    tell(null, data)
  })
  for (const data of ['first', 'second']) inflate(Buffer.from(data))
  await turns(2)
  expect(told.map(String)).toEqual(['first', 'second'])
  expect(extension._inflate).toEqual({})
})

it('leaves a socket alone that inflates nothing', () => {
  expect(() => new Inflating().watch({ _receiver: { _extensions: {} } })).not.toThrow()
  expect(() => new Inflating().watch({})).not.toThrow()
})
