/** Members of an object in an import file: what they must be, or words that say where they are not. */
import { t } from '../../../shared/words/words'
import type { JsonObject } from './json'
import { invalid } from './problem'

/** Half of a pair of UTF-16: no Unicode text, and without bytes in UTF-8 (RFC 3629 §3). */
const loneSurrogate = /\p{Surrogate}/u

/** All throw AppError import-invalid. */
export class Members {
  readonly object: JsonObject
  readonly #where: string | (() => string)

  constructor(object: JsonObject, where: string | (() => string)) {
    this.object = object
    this.#where = where
  }

  /** Where the object is: "line 3", "log.entries[3]". Put into words only when it is asked for: there may be millions of lines. */
  get where(): string {
    return typeof this.#where === 'string' ? this.#where : this.#where()
  }

  has(name: string): boolean {
    return Object.hasOwn(this.object, name)
  }

  text(name: string): string {
    const value = this.#value(name)
    if (typeof value !== 'string') throw this.wrong(t('main.import.noText', { name }))
    if (loneSurrogate.test(value)) throw this.wrong(t('main.import.surrogate', { name }))
    return value
  }

  /** A finite number from 0 on. */
  count(name: string): number {
    const value = this.#value(name)
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) throw this.wrong(t('main.import.noCount', { name }))
    return value
  }

  /** Its bytes in UTF-8. */
  utf8(name: string): Buffer {
    return Buffer.from(this.text(name))
  }

  base64(name: string): Buffer {
    const bytes = base64Bytes(this.text(name))
    if (bytes === null) throw this.wrong(t('main.import.noBase64', { name }))
    return bytes
  }

  oneOf<T extends string>(name: string, values: readonly T[]): T {
    const value = this.text(name)
    const known = values.find((one) => one === value)
    if (known === undefined) throw this.wrong(t('main.import.notOneOf', { name, values: values.join(', ') }))
    return known
  }

  wrong(why: string): Error {
    return invalid(this.where, why)
  }

  #value(name: string): unknown {
    if (!this.has(name)) throw this.wrong(t('main.import.missing', { name }))
    return this.object[name]
  }
}

/** Null for what is not base64 with its padding (RFC 4648 §4); Buffer itself passes over what it does not know. */
export function base64Bytes(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : null
}
