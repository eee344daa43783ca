/** A piece of an item of the change log; code stands between backticks there. */
export interface NewsPiece {
  text: string
  code: boolean
}

/** What a change log says of a version, item by item; empty if it does not know it. */
export function newsOf(changes: string, version: string): NewsPiece[][] {
  const section = changes.split(/^## /m).slice(1).find((part) => /^[\w.+-]*/.exec(part)?.[0] === version) ?? ''
  return [...section.matchAll(/^- (.+(?:\n {2}.+)*)/gm)].map(([, item = '']) => piecesOf(item.replace(/\n\s*/g, ' ')))
}

function piecesOf(item: string): NewsPiece[] {
  return item.split('`').map((text, at) => ({ text, code: at % 2 === 1 })).filter(({ text }) => text !== '')
}
