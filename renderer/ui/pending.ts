import { getContext, setContext } from 'svelte'

type Finish = () => Promise<void>

/** What was typed into fields and still has to be taken in, such as a secret that gets its reference: a form waits for it before it is saved. */
export class Pending {
  readonly #fields = new Set<Finish>()
  readonly #running = new Set<Promise<void>>()

  /** A field that may hold something; returns the way to leave. */
  add(finish: Finish): () => void {
    this.#fields.add(finish)
    return () => {
      this.#fields.delete(finish)
    }
  }

  /** Work that goes on, even if its field leaves meanwhile. */
  async track(work: Promise<void>): Promise<void> {
    this.#running.add(work)
    try {
      await work
    } finally {
      this.#running.delete(work)
    }
  }

  /** Has every field finish; fails with the first that can't, and what was typed there stays. */
  async flush(): Promise<void> {
    const running = [...this.#running]
    await Promise.all([...running, ...[...this.#fields].map((finish) => finish())])
  }
}

const key = Symbol('pending')

/** For the form: called while it is built, above its fields. */
export function providePending(): Pending {
  return setContext(key, new Pending())
}

/** For a field; null outside of such a form. */
export function usePending(): Pending | null {
  return getContext<Pending | undefined>(key) ?? null
}
