/** The time as the deck counts it: on the beat of the clock, so that a countdown shows each tenth once, however late a tick was. */
export class Now {
  at = $state(Date.now())

  /** To be called in a component's beginning. `hurried`: something counts down in tenths of a second. */
  follow(hurried: () => boolean): this {
    $effect(() => {
      const beatMs = hurried() ? 100 : 1_000
      let timer: ReturnType<typeof setTimeout>
      const strike = () => {
        const beat = Math.round(Date.now() / beatMs) * beatMs
        this.at = beat
        timer = setTimeout(strike, beat + beatMs - Date.now())
      }
      strike()
      return () => clearTimeout(timer)
    })
    return this
  }
}
