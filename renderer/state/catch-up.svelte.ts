/** Whether a view still looks through what was there when it was opened. What comes later it is always a moment behind with, which is no search. */
export class CatchUp {
  searching = $state(false)
  #target = 0

  /** `kept`: entries of the capture as of now; `scanned`: 0…1 of them. */
  begin(scanned: number, kept: number): void {
    this.#target = kept
    this.searching = scanned < 1
  }

  advance(scanned: number, kept: number): void {
    if (scanned === 1 || scanned * kept >= this.#target) this.searching = false
  }
}
