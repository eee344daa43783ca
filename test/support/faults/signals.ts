/** Who listens to AbortSignals: of each that somebody listened to since this was loaded, and that still lives, who still does. */
import { getEventListeners } from 'node:events'

const seen = new WeakSet<EventTarget>()
const living = new Set<WeakRef<EventTarget>>()
// oxlint-disable-next-line typescript/unbound-method -- called with the target that it is a method of, as Node's own modules do.
const { addEventListener } = EventTarget.prototype
EventTarget.prototype.addEventListener = function added(this: EventTarget, ...about: Parameters<typeof addEventListener>) {
  if (this instanceof AbortSignal && !seen.has(this)) {
    seen.add(this)
    living.add(new WeakRef(this))
  }
  addEventListener.apply(this, about)
}

/** Of all that live, and of the one that has most; to be asked after the garbage was collected, where it must not count. */
export function signalListeners(): { all: number; most: number } {
  let [all, most] = [0, 0]
  for (const one of living) {
    const signal = one.deref()
    const count = signal === undefined ? 0 : getEventListeners(signal, 'abort').length
    if (signal === undefined) living.delete(one)
    all += count
    most = Math.max(most, count)
  }
  return { all, most }
}
