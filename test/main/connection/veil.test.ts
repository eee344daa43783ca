import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hexPairs, Veil } from '../../../main/connection/veil'

const veilOver = (...secrets: string[]) => {
  const veil = new Veil()
  veil.add(secrets)
  return veil
}
const bytes = (veil: Veil, text: string) => Buffer.from(veil.bytes(Buffer.from(text))).toString()

describe('the veil', () => {
  it('hands on the same object where there is nothing to hide', () => {
    const data = Buffer.from('hello')
    const note = { words: 'hello' }
    for (const veil of [new Veil(), veilOver('sesame')]) expect(veil.bytes(data)).toBe(data)
    expect(new Veil().over(note)).toBe(note)
    expect(veilOver('abc').drawn).toBe(false)
  })

  it('puts as many asterisks in the place of each occurrence, in a copy', () => {
    const data = Buffer.from('{"token":"sesame","again":"sesame"}')
    const veil = veilOver('sesame')
    expect(Buffer.from(veil.bytes(data)).toString()).toBe('{"token":"******","again":"******"}')
    expect(data.toString()).toContain('sesame')
    expect(veil.text('no sesame for you')).toBe('no *** for you')
  })

  it('hides the longest where one secret lies within another', () => {
    for (const longer of ['open sesame now', 'sesame street']) {
      expect(bytes(veilOver('sesame', longer), longer)).toBe('*'.repeat(longer.length))
      expect(veilOver('sesame', longer).text(longer)).toBe('***')
    }
  })

  it('finds a secret in pairs of hex digits', () => {
    const veil = new Veil()
    veil.add(['open sesame'])
    expect(veil.text(`begins with 48 ${hexPairs(Buffer.from('open sesame'))} 0d 0a`)).toBe('begins with 48 *** 0d 0a')
  })

  it('finds a secret in Basic credentials, in a URL and in a JSON text', () => {
    const secret = 'pä"ss word/1'
    const veil = veilOver(secret)
    const basic = Buffer.from(`user:${secret}`).toString('base64')
    expect(veil.text(`Basic ${basic}`)).not.toContain(basic.slice(8, -4))
    expect(veil.text(`/?p=${encodeURIComponent(secret)}&b=1`)).toBe('/?p=***&b=1')
    expect(veil.text(JSON.stringify({ secret }))).toBe('{"secret":"***"}')
  })

  it('does not look for what is so short that it would be everywhere', () => {
    expect(bytes(veilOver('ab'), 'abacab')).toBe('abacab')
  })

  it('hides bytes that no text has', () => {
    const veil = new Veil()
    veil.addBytes(Buffer.from([0xde, 0xad, 0xbe, 0xef]))
    expect(Buffer.from(veil.bytes(Buffer.from([1, 0xde, 0xad, 0xbe, 0xef, 2])))).toEqual(Buffer.from([1, 0x2a, 0x2a, 0x2a, 0x2a, 2]))
  })

  it('goes through lists and objects, and changes nothing but texts', () => {
    expect(veilOver('sesame').over({ a: ['sesame', 1, null], b: { c: 'x sesame' }, d: true })).toEqual({ a: ['***', 1, null], b: { c: 'x ***' }, d: true })
  })

  it('forgets the oldest of very many', () => {
    const veil = new Veil()
    veil.add(Array.from({ length: 1_000 }, (_, i) => `secret ${i}!`))
    expect(veil.text('secret 0! secret 999!')).toBe('secret 0! ***')
  })

  it('hands on what is long enough to all connections, and keeps what is short to its own', () => {
    const common = new Veil()
    const [own, other] = [new Veil(common), new Veil(common)]
    expect(own.drawn || other.drawn).toBe(false)
    own.add(['sesame-4711', 'pin1'])
    own.addBytes(Buffer.from('bytes of a secret'))
    expect(own.text('sesame-4711 pin1')).toBe('*** ***')
    expect(other.text('sesame-4711 pin1')).toBe('*** pin1')
    expect(bytes(own, 'sesame-4711 pin1')).toBe(`${'*'.repeat(11)} ****`)
    expect(bytes(other, 'a bytes of a secret, pin1')).toBe(`a ${'*'.repeat(17)}, pin1`)
  })

  it('hides cookies at their own connection, and forgets the oldest of many: no secret goes for them', () => {
    const common = new Veil()
    const [own, other] = [new Veil(common), new Veil(common)]
    own.add(['pin1', 'sesame-4711'])
    const cookies = Array.from({ length: 1_000 }, (_, i) => `cookie-${i}!`)
    for (const cookie of cookies) own.addCookies([cookie])
    expect(own.text('cookie-0! cookie-949! cookie-950! cookie-999! pin1 sesame-4711')).toBe('cookie-0! cookie-949! *** *** *** ***')
    expect(bytes(own, 'cookie-949! cookie-950!')).toBe('cookie-949! ***********')
    expect(other.text('cookie-999! sesame-4711')).toBe('cookie-999! ***')
  })

  it('keeps a cookie that is sent again, and of long ones the newest', () => {
    const veil = new Veil()
    veil.addCookies(['first-of-all'])
    for (let i = 0; i < 1_000; i += 1) veil.addCookies([`cookie-${i}!`, 'first-of-all'])
    expect(veil.text('first-of-all')).toBe('***')
    const long = (letter: string) => letter.repeat(3_000)
    veil.addCookies(['a', 'b', 'c'].map(long))
    expect([veil.text('first-of-all'), veil.text(long('a')), veil.text(long('b')), veil.text(long('c'))]).toEqual(['first-of-all', long('a'), '***', '***'])
  })

  const secretArbitrary = fc.string({ unit: 'grapheme', minLength: 4, maxLength: 40 }).filter((secret) => !/^\**$/.test(secret) && Buffer.from(secret).toString() === secret)
  const around = fc.string({ unit: 'grapheme', maxLength: 30 })

  it('lets no secret through, whatever is around it, in bytes of the same length', () => {
    fc.assert(
      fc.property(fc.array(secretArbitrary, { minLength: 1, maxLength: 4 }), fc.array(around, { minLength: 1, maxLength: 4 }), (secrets, texts) => {
        const veil = veilOver(...secrets)
        const text = texts.map((each, i) => each + (secrets[i] ?? secrets[0] ?? '')).join('')
        const shown = Buffer.from(veil.bytes(Buffer.from(text)))
        expect(shown.byteLength).toBe(Buffer.byteLength(text))
        for (const secret of secrets) {
          expect(shown.includes(secret)).toBe(false)
          expect(veil.text(text).includes(secret)).toBe(false)
        }
      }),
    )
  })

  it('finds a secret in base64 of any surroundings, in both alphabets', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, maxLength: 30 }), around, around, fc.constantFrom('base64' as const, 'base64url' as const), (secret, before, after, alphabet) => {
        const shown = veilOver(secret).text(Buffer.from(before + secret + after).toString(alphabet))
        // What could be read of it: the bits that its first and last byte share with their neighbours.
        const read = Buffer.from(shown.replaceAll('***', ''), alphabet).toString('latin1')
        expect(shown).toContain('***')
        if (!`${before}${after}`.includes(secret)) expect(read).not.toContain(secret)
      }),
    )
  })
})
