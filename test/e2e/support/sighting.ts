/** When a fault comes to the screen, by the page's own clock: it looks in the frame after each change, and nobody asks it meanwhile. */
import { limits } from '../../../shared/limits'
import type { Sockdeck } from './app'
import type { Fault } from './faults'

export interface Sighting {
  /** Epoch milliseconds of the first picture that has the words of the cause; null: none has them so far. */
  deckAt: number | null
  logAt: number | null
  /** Rows that had them, or were the socket's on the deck, at most in one picture. */
  deckRows: number
  logRows: number
}

/** What was not seen after so long is missing. */
const patienceMs = 15_000
/** What is told twice comes with the next event at the latest. */
const afterwardsMs = limits.publishEveryMs + 5

/** Watches from now on until both the deck and the log show it, and a moment longer. */
export function sighted(app: Sockdeck, { name, deck, log }: Fault): Promise<Sighting> {
  return app.page.evaluate(({ patience, afterwards, ...fault }) => new Promise<Sighting>((resolve) => {
    // As main's clock has it: that of the system, as fine as the monotonic one.
    const clock = Date.now() - performance.now()
    const sighting: Sighting = { deckAt: null, logAt: null, deckRows: 0, logRows: 0 }
    /** Of the socket, with these words in sight: rows are drawn beyond the edges of a list, too, and words are cut where a column ends. */
    const rowsWith = (list: string, words: string): number => {
      const grid = document.querySelector(`[role=grid][aria-label="${list}"]`)
      const edges = grid?.getBoundingClientRect()
      const found = [...(grid?.querySelectorAll('[role=row]') ?? [])].filter((row) => {
        const texts = [...row.querySelectorAll('bdi')]
        const cell = texts.find(({ textContent }) => textContent.includes(words))?.getBoundingClientRect()
        return edges !== undefined && cell !== undefined && texts.some(({ textContent }) => textContent === fault.name)
          && cell.width > 0 && cell.top >= edges.top - 1 && cell.top < edges.bottom
      })
      return found.length
    }
    let due = false
    const look = (): void => {
      due = false
      const [onDeck, inLog, all] = [rowsWith('Sockets', fault.deck), rowsWith('Log entries', fault.log), rowsWith('Sockets', fault.name)]
      sighting.deckRows = Math.max(sighting.deckRows, all)
      sighting.logRows = Math.max(sighting.logRows, inLog)
      // A task of its own comes when the frame is drawn.
      setTimeout(() => {
        const now = clock + performance.now()
        if (onDeck > 0) sighting.deckAt ??= now
        if (inLog > 0) sighting.logAt ??= now
        if (sighting.deckAt !== null && sighting.logAt !== null) setTimeout(end, afterwards)
      })
    }
    const observer = new MutationObserver(() => {
      if (!due) requestAnimationFrame(look)
      due = true
    })
    const end = (): void => {
      observer.disconnect()
      resolve(sighting)
    }
    observer.observe(document.body, { attributes: true, characterData: true, childList: true, subtree: true })
    setTimeout(end, patience)
  }), { name, deck, log, patience: patienceMs, afterwards: afterwardsMs })
}
