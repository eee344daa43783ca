/** A name that is being written after `{{`: what of it is there, and where. */
export interface Completion {
  from: number
  to: number
  typed: string
}

const longest = 110

/** What is being written where the caret stands; null: no name. */
export function completionAt(text: string, caret: number): Completion | null {
  const [, escaped, typed = ''] = /(\\?)\{\{[ \t]*([\w.$-]*)$/.exec(text.slice(Math.max(0, caret - longest), caret)) ?? []
  return escaped === '' ? { from: caret - typed.length, to: caret, typed } : null
}

/** Those that fit what is typed: first the ones that begin with it. */
export function fitting<T extends { name: string }>(all: readonly T[], typed: string): T[] {
  const wanted = typed.toLowerCase()
  const rank = ({ name }: T) => {
    const at = name.toLowerCase().indexOf(wanted)
    return at > 0 ? 1 : at
  }
  const begins = all.filter((each) => rank(each) === 0)
  return [...begins, ...all.filter((each) => rank(each) === 1)]
}

/** What is put in its place: the name, and the braces that end it unless they are there. */
export function completed(name: string, textAfter: string): string {
  return /^[ \t]*\}\}/.test(textAfter) ? name : `${name}}}`
}
