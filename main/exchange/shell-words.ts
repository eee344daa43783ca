/** Shell words: writes a command line that a POSIX shell reads back word for word, with secrets as variables. */

/** A part of a word: text as it is, or a shell variable. */
export type Piece = string | { variable: string }
export type Word = readonly Piece[]

/** Text goes into single quotes, in which nothing has a meaning; a variable into double quotes, where its value stays one word. */
export function quoted(word: Word): string {
  let line = ''
  let text = ''
  for (const piece of word) {
    if (typeof piece === 'string') text += piece
    else {
      line += `${quotedText(text)}"$${piece.variable}"`
      text = ''
    }
  }
  return line + quotedText(text) || "''"
}

function quotedText(text: string): string {
  if (text === '') return ''
  // No shell can pass a NUL on.
  const clean = text.replaceAll('\u0000', '')
  return /^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$/.test(clean) ? clean : `'${clean.replaceAll("'", `'\\''`)}'`
}
