/** Shell secrets: stand-ins for the secrets of a command line, as shell variables that whoever runs it sets. */
import { isTemplateAlone, type SecretRef } from '../../shared/secret'
import { t } from '../../shared/words/words'
import { clipped } from './draft'
import type { Word } from './shell-words'

export class ShellSecrets {
  readonly #names = new Set<string>()
  /** What to set, in words. */
  readonly told: string[] = []

  /** A template stays as it is; a secret is never looked up. */
  word(ref: SecretRef, field: string, what: string): Word {
    if (ref === '') return ['']
    return isTemplateAlone(ref) ? [ref] : [{ variable: this.name(field, what) }]
  }

  name(field: string, what: string): string {
    const base = `WS_${field.toUpperCase().replace(/[^A-Z0-9]+/g, '_').slice(0, 60)}`
    let name = base
    for (let count = 2; this.#names.has(name); count += 1) name = `${base}_${count}`
    this.#names.add(name)
    this.told.push(t('main.shell.set', { name, what: clipped(what) }))
    return name
  }
}
