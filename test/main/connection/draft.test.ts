import { describe, expect, it } from 'vitest'
import { Draft } from '../../../main/connection/draft'
import { Veil } from '../../../main/connection/veil'
import { limits } from '../../../shared/limits'
import type { MessageFormat } from '../../../shared/payload'
import { fillTemplate } from '../../../shared/template'

const fillWith = (values: Record<string, string>, secret = false) => (template: string) =>
  fillTemplate(template, (name) => (name in values ? { text: values[name] ?? '', secret } : null))
const draft = (text: string, format: MessageFormat = 'text') => new Draft({ format, text })

describe('a draft', () => {
  it('is filled and then encoded, for each connection by itself', () => {
    const one = draft('{"id":{{id}}}', 'json')
    const made = ['1', '"b"'].map((id) => one.make(fillWith({ id })))
    expect(made.map((each) => each.kind === 'made' && Buffer.from(each.message.bytes).toString())).toEqual(['{"id":1}', '{"id":"b"}'])
  })

  it('shares its bytes among connections that fill it in the same way', () => {
    const one = draft('hello {{name}}')
    const [first, second] = [one.make(fillWith({ name: 'a' })), one.make(fillWith({ name: 'a' }))]
    expect(first.kind === 'made' && second.kind === 'made' && first.message === second.message).toBe(true)
  })

  it('names what is unknown, and says when its values make no valid message', () => {
    expect(draft('{{a}} {{b}}').make(fillWith({ a: '' }))).toEqual({ kind: 'unknown', names: ['b'] })
    expect(draft('{{a}}', 'hex').make(fillWith({ a: 'xyz' }))).toMatchObject({ kind: 'bad', problem: expect.stringMatching(/hex digit/) as string })
    expect(draft('{{a}}', 'json').make(fillWith({ a: '{' }))).toMatchObject({ kind: 'bad' })
  })

  it('is too large when it is so once filled, even beyond what a text can hold', () => {
    expect(draft('{{a}}{{a}}').make(fillWith({ a: 'x'.repeat(limits.composedBytes / 2 + 1) }))).toEqual({ kind: 'too-large' })
    expect(draft('x').make(() => { throw new RangeError('Invalid string length') })).toEqual({ kind: 'too-large' })
  })

  it.each([
    ['hex', 'f{{key}}0', '00112233445566778899aabb'],
    ['base64', 'QU{{key}}', 'c2VzYW1lb3BlbnNlc2FtZQ'],
  ] as const)('tells which bytes a secret written in %s stands for, wherever in a byte it begins', (format, text, key) => {
    const made = draft(text, format).make(fillWith({ key }, true))
    if (made.kind !== 'made') throw new Error(made.kind)
    const veil = new Veil()
    for (const bytes of made.hidden) veil.addBytes(bytes)
    const shown = Buffer.from(veil.bytes(made.message.bytes))
    // At most the two bytes at its ends, which it shares with its neighbours, can be read.
    expect(shown.filter((byte) => byte !== 0x2a).byteLength).toBeLessThanOrEqual(4)
    expect(shown.byteLength).toBe(made.message.bytes.byteLength)
  })
})
