import { limits } from '../../shared/limits'

export interface Assignment {
  name: string
  value: string
}

const line = /^\s*(?:export\s+)?([A-Za-z_][\w.-]{0,99})\s*=(.*)$/
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

/** `NAME=value` lines as they stand in an .env file; comments and whatever else is in between is left out. */
export function readAssignments(text: string): Assignment[] {
  const found: Assignment[] = []
  for (const each of text.split(/\r\n|[\r\n]/)) {
    const [, name, rest] = line.exec(each) ?? []
    if (name === undefined || rest === undefined) continue
    found.push({ name, value: unquoted(rest.trim()) })
    if (found.length === limits.variables) break
  }
  return found
}

function unquoted(text: string): string {
  const double = /^"((?:[^"\\]|\\.)*)"\s*(?:#.*)?$/.exec(text)?.[1]
  if (double !== undefined) return double.replace(/\\(.)/g, (_, char: string) => escapes[char] ?? char)
  const single = /^'([^']*)'\s*(?:#.*)?$/.exec(text)?.[1]
  return single ?? text.replace(/\s+#.*$/, '')
}
