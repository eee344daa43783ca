/** Words of Windows: cuts what was copied for cmd.exe into commands and their words, as browsers write “Copy as cURL (cmd)”. */
import { t } from '../../shared/words/words'
import type { Command } from './words'

/** Quotes or line ends behind a caret, which no POSIX shell has a use for; a caret within single quotes is text. */
export function looksLikeCmd(text: string): boolean {
  return /^[^'\n]*[ \t]\^"|[ \t]\^[ \t]*\r?$/m.test(text)
}

/** cmd.exe takes out its carets first; then the program cuts its words at quotes and spaces. */
export function cmdCommandsOf(text: string): Command[] {
  return linesOf(text).flatMap((line) => {
    const words = argumentsOf(line)
    const percent = words.find((word) => /%[A-Za-z_]\w*%/.test(word))
    return words.length === 0 ? [] : [{ words, left: percent === undefined ? [] : [t('main.left.percent')] }]
  })
}

/** One for each command; a character behind a caret is taken as it is, and a line end there disappears. */
function linesOf(text: string): string[] {
  const lines: string[] = []
  let line = ''
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? ''
    if (char === '^' && !quoted) {
      at += 1
      if (text[at] === '\r') at += 1
      // The end of the line goes, and what follows it is taken as it is: two of them stand for one.
      if (text[at] === '\n') at += text[at + 1] === '\r' ? 2 : 1
      const taken = text[at] ?? ''
      if (text[at - 1] === '\n' && taken !== '\n') at -= 1
      else line += taken
    } else if ((char === '\n' && !quoted) || (char === '&' && !quoted)) {
      lines.push(line)
      line = ''
    } else {
      if (char === '"') quoted = !quoted
      line += char
    }
  }
  return [...lines, line]
}

/** The rules of Microsoft's C runtime: backslashes count before a quote only, and `""` within quotes is one quote. */
function argumentsOf(line: string): string[] {
  const words: string[] = []
  let word: string | null = null
  let quoted = false
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at] ?? ''
    if (char === '\\') {
      let end = at
      while (line[end] === '\\') end += 1
      const count = end - at
      const escapes = line[end] === '"'
      word = (word ?? '') + '\\'.repeat(escapes ? count >> 1 : count) + (escapes && count % 2 === 1 ? '"' : '')
      at = escapes && count % 2 === 1 ? end : end - 1
    } else if (char === '"' && quoted && line[at + 1] === '"') {
      word = `${word ?? ''}"`
      at += 1
    } else if (char === '"') {
      quoted = !quoted
      word ??= ''
    } else if (/\s/.test(char) && !quoted) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + char
  }
  return word === null ? words : [...words, word]
}
