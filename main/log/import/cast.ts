/** Cast: the connections of an import file, each with an id of its own and nothing secret in its URL. */
import { captureSource, type EntrySource } from '../../../shared/entry'
import { limits } from '../../../shared/limits'
import { profileColors, type ProfileColor } from '../../../shared/profile'
import { t } from '../../../shared/words/words'
import { maskUrl } from '../export/redact'
import type { CaptureBuilder } from '../record/builder'
import { problem } from './problem'

/** Connections of one file: above it, it is no honest one, and their table would fill the memory of all who open the capture. */
const sourcesMost = 100_000
/** As the commands of the app know ids (shared/profile.ts idSchema). */
const idPattern = /^[A-Za-z0-9_-]{1,64}$/

interface Role {
  /** Kept if it can be an id and no other connection has it. */
  id: string
  name: string
  color: string
  url: string
}

export class Cast {
  readonly #builder: CaptureBuilder
  readonly #ids = new Set<string>([captureSource.connectionId])

  constructor(builder: CaptureBuilder) {
    this.#builder = builder
  }

  /** Returns its slot. Throws AppError import-too-large. */
  add({ id, name, color, url }: Role): number {
    if (this.#ids.size > sourcesMost) throw problem('import-too-large', t('main.import.connections', { most: sourcesMost }))
    const connectionId = this.#freeId(id)
    this.#ids.add(connectionId)
    return this.#builder.source({
      connectionId,
      name: name.slice(0, limits.nameLength) || connectionId,
      color: this.#color(color),
      url: maskUrl(url.slice(0, limits.urlLength)),
    } satisfies EntrySource)
  }

  #freeId(wished: string): string {
    if (idPattern.test(wished) && !this.#ids.has(wished)) return wished
    for (let number = this.#ids.size; ; number += 1) if (!this.#ids.has(`c${number}`)) return `c${number}`
  }

  /** By turns where the file says none. */
  #color(named: string): ProfileColor {
    return profileColors.find((color) => color === named) ?? profileColors[(this.#ids.size - 2) % profileColors.length] ?? 'slate'
  }
}
