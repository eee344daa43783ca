/** Scope: what names and references to secrets stand for at the moment they are used. */
import { randomInt, randomUUID } from 'node:crypto'
import { isSecretId, type SecretRef } from '../../shared/secret'
import { fillTemplate, type Filled, type TemplateValue } from '../../shared/template'
import type { Surroundings } from './surroundings'

export interface ScopeOptions {
  /** As it is now: a profile may be moved while its connection lives. */
  folderId: () => string | null
  /** The n-th of "open ×N", from 1. */
  index: number
  surroundings: Surroundings
}

/** One per connection: it counts the uses of `{{$counter}}`. */
export class Scope {
  readonly #folderId: () => string | null
  readonly #surroundings: Surroundings
  readonly #index: number
  #counter = 0

  constructor({ folderId, index, surroundings }: ScopeOptions) {
    this.#folderId = folderId
    this.#surroundings = surroundings
    this.#index = index
  }

  /** Fills a text in one pass; a sender that counts for itself says what `{{$counter}}` stands for. */
  fill(template: string, counter?: number): Filled {
    if (!template.includes('{{')) return { text: template, secrets: [], unknown: [] }
    const variables = this.#surroundings.variables(this.#folderId())
    return fillTemplate(template, (name) => {
      if (name === '$counter' && counter !== undefined) return { text: String(counter), secret: false }
      if (name.startsWith('$')) return this.#dynamic(name)
      const variable = variables.get(name)
      if (variable === undefined) return null
      return { text: variable.secret ? this.#kept(variable.value) : variable.value, secret: variable.secret }
    })
  }

  /** The text behind a reference, filled in its turn: a stored `Bearer {{user}}` is a template too. One that can't be read is ''. */
  secret(ref: SecretRef): Filled {
    if (!isSecretId(ref)) return this.fill(ref)
    const kept = this.#surroundings.secret(ref) ?? ''
    const filled = this.fill(kept)
    return { ...filled, secrets: [kept, filled.text, ...filled.secrets].filter((value) => value !== '') }
  }

  /** What a secret variable holds; a template in it goes in as it is, as any variable's does. */
  #kept(value: string): string {
    return isSecretId(value) ? (this.#surroundings.secret(value) ?? '') : value
  }

  #dynamic(name: string): TemplateValue | null {
    const text = this.#made(name)
    return text === null ? null : { text, secret: false }
  }

  #made(name: string): string | null {
    switch (name) {
      case '$uuid':
        return randomUUID()
      case '$timestamp':
        return String(Math.floor(Date.now() / 1000))
      case '$timestampMs':
        return String(Date.now())
      case '$isoTime':
        return new Date().toISOString()
      case '$randomInt':
        return String(randomInt(0, 1001))
      case '$counter':
        return String(++this.#counter)
      case '$index':
        return String(this.#index)
      default:
        return null
    }
  }
}
