/** Slabs: memory that is filled again and again: what is allocated anew for each message stays until V8 collects it, some 32 MiB. */
import { limits } from '../../shared/limits'

export const slabBytes = 64 * 1024

export class Slabs {
  readonly #kept: Uint8Array[] = []
  /** What a message larger than usual needed: for the next one, or for V8 when it needs room. */
  #more: WeakRef<Uint8Array[]> | null = null

  /** With whatever was in it. */
  take(): Uint8Array {
    return this.#more?.deref()?.pop() ?? this.#kept.pop() ?? new Uint8Array(slabBytes)
  }

  giveBack(slabs: readonly Uint8Array[]): void {
    const room = limits.inflateBytes / slabBytes - this.#kept.length
    this.#kept.push(...slabs.slice(0, room))
    if (slabs.length <= room) return
    const more = this.#more?.deref() ?? []
    for (const slab of slabs.slice(room)) more.push(slab)
    this.#more = new WeakRef(more)
  }
}
