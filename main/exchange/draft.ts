/** Draft: one connection on its way in, to which an importer adds what it reads and says what it leaves. */
import { limits } from '../../shared/limits'
import type { Overrides, Row } from '../../shared/options'
import { hasTemplate } from '../../shared/template'
import { isTemplateAlone } from '../../shared/secret'
import { isSecretHeader } from '../../shared/url'
import { t } from '../../shared/words/words'

/** Lines of what is left that anybody would read. */
const leftLines = 100

const moreThan = { headers: 'main.left.moreHeaders', query: 'main.left.moreQuery', cookies: 'main.left.moreCookies' } as const

export class Draft {
  name = ''
  url = ''
  options: Overrides = {}
  readonly left: string[] = []
  /** Why there is nothing to connect to, in words; '' if there is. */
  refusal = ''

  /** Lays `part` over what is there, key by key. */
  set(part: Overrides): void {
    const merged: Record<string, unknown> = { ...this.options }
    for (const [group, keys] of Object.entries(part)) merged[group] = group === 'auth' ? keys : { ...(merged[group] as object | undefined), ...keys }
    this.options = merged
  }

  /** Says once, in words without any secret, what is not taken over. */
  leave(words: string): void {
    if (this.left.length < leftLines && !this.left.includes(words)) this.left.push(words)
  }

  row(kind: 'headers' | 'query' | 'cookies', row: Row): void {
    const rows = this.options.request?.[kind] ?? []
    if (rows.length >= limits.headers) return this.leave(t(moreThan[kind], { most: limits.headers }))
    if (row.name.length > limits.headerBytes || row.value.length > (row.secret ? limits.secretCharacters : limits.headerBytes))
      return this.leave(t('main.left.longRow', { name: clipped(row.name), most: limits.headerBytes }))
    this.set({ request: { [kind]: [...rows, row] } })
  }
}

/** A row whose value is kept secret if its name says so; text around a template stays readable, since a sealed one is not filled. */
export function rowOf(name: string, value: string, enabled = true): Row {
  return { name, value, enabled, secret: isSecretHeader(name) && sealable(value) }
}

export function sealable(value: string): boolean {
  return value !== '' && (!hasTemplate(value) || isTemplateAlone(value))
}

/** A foreign name as part of a sentence: short, on one line, and without marks that turn the reading direction. */
export function clipped(text: string, most = 60): string {
  const clean = text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/g, ' ').trim()
  return clean.length > most ? `${clean.slice(0, most - 1)}…` : clean
}

/** A whole number of milliseconds between two bounds out of a number of seconds; null if it is none. */
export function millisecondsOf(seconds: string, least: number, most: number): number | null {
  const ms = Math.round(Number(seconds) * 1_000)
  return seconds.trim() === '' || !Number.isFinite(ms) || ms <= 0 ? null : Math.min(most, Math.max(least, ms))
}
