import { RE2JS } from 're2js'
import { collect, type Expression } from './highlight'

/** Loaded when the first expression is looked for: its engine is a third of all that a window begins with. */
export const expression: Expression = (source, caseSensitive) => {
  let compiled: RE2JS
  try {
    compiled = RE2JS.compile(source, caseSensitive ? 0 : RE2JS.CASE_INSENSITIVE)
  } catch {
    // Main refuses it too, and says why.
    return null
  }
  return (where) => {
    const matcher = compiled.matcher(where)
    return collect(() => (matcher.find() ? { from: matcher.start(), to: matcher.end() } : null))
  }
}
