import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeMessage, type MessageFormat } from '../../shared/payload'

const bytesOf = (format: MessageFormat, text: string) => [...encodeMessage({ format, text }).bytes]

function refusal(format: MessageFormat, text: string): { code: string; message: string } {
  try {
    encodeMessage({ format, text })
  } catch (error) {
    return error as { code: string; message: string }
  }
  throw new Error(`${format} ${JSON.stringify(text)} was taken`)
}

describe('text', () => {
  it('goes out as a text frame of its UTF-8 bytes, empty text as well', () => {
    expect(encodeMessage({ format: 'text', text: 'né 😀' })).toEqual({ binary: false, bytes: new Uint8Array(Buffer.from('né 😀')) })
    expect(bytesOf('text', '')).toEqual([])
  })

  it('arrives as it was typed, whatever it is', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(Buffer.from(encodeMessage({ format: 'text', text }).bytes).toString('utf8')).toBe(text)
    }))
  })
})

describe('JSON', () => {
  it.each(['{"a":1}', ' [ 1.10 , 9007199254740993, 1E400 ] ', '"x"', 'null', '{"a":1,"a":2}\n'])('goes out exactly as typed: %j', (text) => {
    expect(encodeMessage({ format: 'json', text })).toEqual({ binary: false, bytes: new Uint8Array(Buffer.from(text)) })
  })

  it('takes whatever JSON.stringify writes', () => {
    fc.assert(fc.property(fc.json(), (text) => {
      expect(Buffer.from(encodeMessage({ format: 'json', text }).bytes).toString()).toBe(text)
    }))
  })

  it.each([
    ['{', 'line 1, column 2: it ends where a key in double quotes or } should come'],
    ['[1,]', 'line 1, column 4: “]” stands where a value should come'],
    ['{a:1}', 'line 1, column 2: “a” stands where a key in double quotes or } should come'],
    ['{\n  "a": x\n}', 'line 2, column 8: “x” stands where a value should come'],
    ['undefined', 'line 1, column 1: “u” stands where a value should come'],
    ["{'a':1}", 'line 1, column 2: “\'” stands where'],
    ['1 2', 'line 1, column 3: “2” comes after the value has ended'],
    ['"line\nbreak"', 'line 1, column 6: a control character'],
  ])('refuses %j and says where it is wrong', (text, words) => {
    const { code, message } = refusal('json', text)
    expect(code).toBe('bad-json')
    expect(message).toContain(`Not valid JSON, ${words}`)
  })

  it('says the place of whatever the engine refuses', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...Array.from('{}[]":,01e.-tru \n\\')) }), (text) => {
      let wrong = false
      try {
        JSON.parse(text)
      } catch {
        wrong = true
      }
      if (wrong && text.trim() !== '') expect(refusal('json', text).message).toMatch(/^Not valid JSON, line \d+, column \d+: ./)
    }))
  })

  it('asks for a value where nothing was typed', () => {
    expect(refusal('json', ' \n').message).toContain('Type a JSON value')
  })
})

describe('hex', () => {
  it.each([
    ['', []],
    ['00ff', [0, 255]],
    ['DE AD be ef', [0xde, 0xad, 0xbe, 0xef]],
    ['0xDE,0xAD', [0xde, 0xad]],
    ['0xdead 0XBEEF', [0xde, 0xad, 0xbe, 0xef]],
    ['de:ad:be:ef', [0xde, 0xad, 0xbe, 0xef]],
    ['\tde\r\nad\n', [0xde, 0xad]],
  ])('reads %j as people paste it', (text, bytes) => {
    expect(encodeMessage({ format: 'hex', text }).binary).toBe(true)
    expect(bytesOf('hex', text)).toEqual(bytes)
  })

  it.each([
    ['xyz', '“x” at character 1 is not a hex digit'],
    ['de ag', '“g” at character 5 is not a hex digit'],
    ['0xde 0xzz', '“z” at character 8 is not a hex digit'],
    ['abc', '“c” at character 3 stands alone'],
    ['de a ef', '“a” at character 4 stands alone'],
    ['d e', '“d” at character 1 stands alone'],
    ['0xd', '“d” at character 3 stands alone'],
    ['de 😀', '“😀” at character 4'],
  ])('refuses %j and says where', (text, words) => {
    expect(refusal('hex', text)).toMatchObject({ code: 'bad-hex', message: expect.stringContaining(words) as string })
  })

  it('gives back any bytes, whatever stands between them', () => {
    const separator = fc.constantFrom('', ' ', ', ', ':', '\n', ' 0x')
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), separator, (bytes, between) => {
      const text = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(between)
      expect(bytesOf('hex', text)).toEqual([...bytes])
    }))
  })
})

describe('base64', () => {
  it('gives back any bytes: standard or URL-safe, padded or not, broken into lines or not', () => {
    const spelling = fc.record({ urlSafe: fc.boolean(), padded: fc.boolean(), broken: fc.boolean() })
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), spelling, (bytes, { urlSafe, padded, broken }) => {
      let text = Buffer.from(bytes).toString('base64')
      if (urlSafe) text = text.replaceAll('+', '-').replaceAll('/', '_')
      if (!padded) text = text.replaceAll('=', '')
      if (broken) text = text.replace(/.{7}/g, '$&\r\n')
      expect(encodeMessage({ format: 'base64', text }).binary).toBe(true)
      expect(bytesOf('base64', text)).toEqual([...bytes])
    }))
  })

  it.each([
    ['a*bc', '“*” at character 2 is not base64'],
    ['QUJD\nRE!', '“!” at character 8 is not base64'],
    ['QUJ😀', '“😀” at character 4 is not base64'],
    ['A', 'cut short'],
    ['QUJDR', 'cut short'],
    ['QQ==QQ==', 'Padding (=) belongs at the end'],
    ['QQ===', 'Padding (=) belongs at the end'],
  ])('refuses %j and says why', (text, words) => {
    expect(refusal('base64', text)).toMatchObject({ code: 'bad-base64', message: expect.stringContaining(words) as string })
  })
})

describe('any format', () => {
  it('either encodes what was typed or says in words why not, and never breaks', () => {
    const typed = fc.record({ format: fc.constantFrom<MessageFormat>('text', 'json', 'hex', 'base64'), text: fc.string({ unit: 'binary' }) })
    fc.assert(fc.property(typed, (message) => {
      try {
        expect(encodeMessage(message).bytes).toBeInstanceOf(Uint8Array)
      } catch (error) {
        expect(error).toMatchObject({ name: 'AppError', code: `bad-${message.format}` })
      }
    }))
  })
})
