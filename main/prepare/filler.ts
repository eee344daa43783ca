/** Filler: fills the fields of one dial, collects the secrets that went in, and words what is wrong without them. */
import type { Cause, CauseKind, Phase } from '../../shared/connection'
import { isSecretId, type SecretRef } from '../../shared/secret'
import { templateParts, type Filled } from '../../shared/template'
import { t } from '../../shared/words/words'
import { cause, Fault } from '../lib/fault'
import type { Scope } from './scope'
import { shapesOf, veiled } from './veiled'

export interface FilledField {
  text: string
  /** A secret went in. */
  secret: boolean
}

export class Filler {
  readonly #scope: Scope
  readonly #secrets = new Set<string>()
  readonly #onSecret: (value: string) => void

  /** `onSecret` hears of each value as soon as it is used, even if the dial comes to nothing. */
  constructor(scope: Scope, onSecret: (value: string) => void = () => undefined) {
    this.#scope = scope
    this.#onSecret = onSecret
  }

  get secrets(): ReadonlySet<string> {
    return this.#secrets
  }

  /** `where` ends "{{name}} in …". Throws a Fault that names what is unknown. */
  field(template: string, where: string): FilledField {
    const filled = this.#scope.fill(template)
    if (filled.unknown.length > 0) throw this.fault('unknown-variable', t('main.dial.reason.unknownIn', { names: named(template, filled), where }))
    filled.secrets.forEach((value) => this.keep(value))
    return { text: filled.text, secret: filled.secrets.length > 0 }
  }

  text(template: string, where: string): string {
    return this.field(template, where).text
  }

  /** The secret behind a reference. */
  secret(ref: SecretRef, where: string): string {
    const { text, secrets } = this.#known(ref, where)
    for (const value of [text, ...secrets]) this.keep(value)
    return text
  }

  /** The same for keys and PKCS #12 files: no server ever sends one back, and looking for such long texts in each message costs. */
  opaque(ref: SecretRef, where: string): string {
    return this.#known(ref, where).text
  }

  #known(ref: SecretRef, where: string): Filled {
    const filled = this.#scope.secret(ref)
    if (filled.unknown.length > 0) {
      // Of a stored secret, even what stands in its braces is secret.
      throw this.fault('unknown-variable', isSecretId(ref) ? t('main.dial.reason.unknownInSecret', { where }) : t('main.dial.reason.unknownIn', { names: named(ref, filled), where }))
    }
    return filled
  }

  /** A value that must not be shown. */
  keep(value: string): void {
    if (value === '' || this.#secrets.has(value)) return
    this.#secrets.add(value)
    this.#onSecret(value)
  }

  /** All that must not be shown, in each shape in which it may be found. */
  shapes(): string[] {
    return [...new Set([...this.#secrets].flatMap(shapesOf))].filter((shape) => shape !== '')
  }

  fault(kind: CauseKind, reason: string, about: Partial<Cause> & { phase?: Phase } = {}): Fault {
    return new Fault(cause(about.phase ?? 'prepare', kind, { ...about, reason: veiled(reason, this.shapes()) }))
  }
}

/** The unknown names of a template, as they are written there. */
function named(template: string, { unknown }: Filled): string {
  const places = templateParts(template).flatMap((part) => (part.kind === 'variable' && unknown.includes(part.name) ? [part.text] : []))
  return [...new Set(places)].join(', ')
}
