import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { parse } from 'shell-quote'
import { describe, expect, it } from 'vitest'
import { cmdCommandsOf, looksLikeCmd } from '../../../main/exchange/cmd-words'
import { quoted } from '../../../main/exchange/shell-words'
import { commandsOf } from '../../../main/exchange/words'

const wordsOf = (text: string) => commandsOf(text).map(({ words }) => words)

describe('the words of a POSIX shell', () => {
  it.each([
    ['a b  c', [['a', 'b', 'c']]],
    [`a 'b c' "d e" f\\ g`, [['a', 'b c', 'd e', 'f g']]],
    [`'it'\\''s' "say \\"hi\\""`, [["it's", 'say "hi"']]],
    [`"a\\b" 'a\\b' a\\\\b`, [['a\\b', 'a\\b', 'a\\b']]],
    ["$'a\\'b\\n\\x41\\u00e9\\101'", [["a'b\nAéA"]]],
    ['a \\\n b \\\r\n c', [['a', 'b', 'c']]],
    ['a\nb\r\nc', [['a'], ['b'], ['c']]],
    ['a; b && c || d | e', [['a'], ['b'], ['c'], ['d'], ['e']]],
    ['a # comment\nb', [['a'], ['b']]],
    ['ws://h/#top a#b', [['ws://h/#top', 'a#b']]],
    [`'' ""`, [['', '']]],
    ['ws://h/?a=1&b=2 x', [['ws://h/?a=1&b=2', 'x']]],
    ['ws://h/?a=1& x', [['ws://h/?a=1'], ['x']]],
    ['a > out.txt 2>&1 < in b', [['a', 'b']]],
    ['a {{ host }} "{{ $uuid }}" {b,c}', [['a', '{{ host }}', '{{ $uuid }}', '{b,c}']]],
    ['a $TOKEN "x ${TOKEN} y" \'$TOKEN\' $', [['a', '{{TOKEN}}', 'x {{TOKEN}} y', '$TOKEN', '$']]],
    ['curl x\n> -H y', [['curl', 'x'], ['-H', 'y']]],
  ])('of %j are found', (text, words) => {
    expect(wordsOf(text)).toEqual(words)
  })

  it.each(['a $(rm -rf ~) b', 'a `rm -rf ~` b', 'a "$(rm -rf ~)" b', 'a $(echo $(rm)) b', 'a "`rm`" b'])('of %j hold no command to run, and say so', (text) => {
    const [command] = commandsOf(text)
    expect(command?.words.join(' ')).not.toContain('rm')
    expect(command?.words[0]).toBe('a')
    expect(command?.words.at(-1)).toBe('b')
    expect(command?.left.join()).toContain('Sockdeck runs none')
  })

  it('are those that a real shell finds', () => {
    const plain = fc.stringMatching(/^[a-z' "\\$`;&|<>()#*?~!{}\n\t=-]{0,12}$/)
    fc.assert(
      fc.property(fc.array(plain, { minLength: 1, maxLength: 4 }), (words) => {
        const line = words.map((word) => quoted([word])).join(' ')
        expect(wordsOf(line)).toEqual([words])
        expect(execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' }).split('\0').slice(0, -1)).toEqual(words)
      }),
      { numRuns: 60 },
    )
  })

  it('are those that shell-quote finds', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 5 }), (words) => {
        const clean = words.map((word) => word.replaceAll('\0', ''))
        expect(parse(clean.map((word) => quoted([word])).join(' '))).toEqual(clean)
      }),
    )
  })

  it('are found in time that grows with the text, whatever it is', () => {
    for (const part of ["'", '"', '\\', "$'\\", '$(', '`', '${', '{{a', '<<', '& ', '(', '"$', 'a=1&', '\n>']) {
      const started = performance.now()
      commandsOf(part.repeat(Math.floor(400_000 / part.length)))
      expect(performance.now() - started, part).toBeLessThan(3_000)
    }
  })

  it('never cost an exception', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ab '"\\$`;&|<>(){}#\n\r\t^%=:/?\0é]{0,200}$/), (text) => {
        expect(Array.isArray(commandsOf(text)) && Array.isArray(cmdCommandsOf(text))).toBe(true)
      }),
    )
  })
})

describe('the words of Windows', () => {
  it.each([
    ['curl ^"ws://h/?a=1^&b=2^" ^\n  -H ^"A: b^"', [['curl', 'ws://h/?a=1&b=2', '-H', 'A: b']]],
    ['curl ^"ws://h/^" ^\r\n  -H ^"A: say ^\\^"hi^\\^"^"', [['curl', 'ws://h/', '-H', 'A: say "hi"']]],
    ['curl "ws://h/?a=1&b=2" -H "A: say ""hi""" ^\n -k', [['curl', 'ws://h/?a=1&b=2', '-H', 'A: say "hi"', '-k']]],
    ['curl ^"C:\\\\dir\\\\^" ^"100^%^25^"', [['curl', 'C:\\\\dir\\', '100%25']]],
    ['curl ^"a^\n\nb^"', [['curl', 'a\nb']]],
    ['curl a ^\nwscat b', [['curl', 'a', 'wscat', 'b']]],
    ['curl ^"a^"\nwscat b & dir', [['curl', 'a'], ['wscat', 'b'], ['dir']]],
  ])('of %j are found', (text, words) => {
    expect(looksLikeCmd(text)).toBe(true)
    expect(cmdCommandsOf(text).map((command) => command.words)).toEqual(words)
  })
})
