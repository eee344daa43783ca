import type { Row } from '../../../shared/options'

/** Stands for a secret that is kept: it is never written out. */
export const keptMark = '••••••••'

export type BulkKind = 'headers' | 'query' | 'cookies' | 'variables'

const between: Record<BulkKind, string> = { headers: ': ', query: '=', cookies: '=', variables: '=' }

/** Rows as lines of text: `Name: value` or `name=value`; `#` before one that is off. */
export function bulkText(rows: readonly Row[], kind: BulkKind): string {
  return rows
    .filter(({ name, value }) => name !== '' || value !== '')
    .map(({ name, value, enabled, secret }) => `${enabled ? '' : '# '}${name}${between[kind]}${secret && value.startsWith('sec_') ? keptMark : value.replaceAll('\n', ' ')}`)
    .join('\n')
}

/** The same lines as rows. A kept secret stays with its name; a value that takes its place is not secret until it is sealed. */
export function bulkRows(text: string, before: readonly Row[], kind: BulkKind): Row[] {
  const secrets = before.filter(({ secret }) => secret)
  return text.split(/\r?\n/).flatMap((line) => {
    const off = /^\s*(#|\/\/)\s*/.exec(line)?.[0] ?? ''
    const rest = line.slice(off.length)
    if (rest.trim() === '') return []
    const at = rest.indexOf(between[kind].trim())
    const name = (at === -1 ? rest : rest.slice(0, at)).trim()
    const typed = at === -1 ? '' : rest.slice(at + 1)
    const value = kind === 'headers' ? typed.trim() : typed
    const kept = secrets.find((row) => row.name === name && (value.trim() === keptMark || row.value === value))
    if (kept !== undefined) return [{ ...kept, enabled: off === '' }]
    return [{ name, value: value.trim() === keptMark ? '' : value, enabled: off === '', secret: false }]
  })
}

/** Pasted lines, if all of them are of this kind and there is more than a bare name; else none. */
export function pastedRows(text: string, kind: BulkKind): Row[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const pattern = kind === 'headers' ? /^\s*[^\s:]+\s*:/ : /^\s*[^\s=&;]+=/
  if (lines.length === 0 || !lines.every((line) => pattern.test(line))) return []
  // `a=1` alone may be the middle of a value; a header line says what it is by its colon.
  return kind !== 'headers' && lines.length === 1 ? [] : bulkRows(text, [], kind)
}
