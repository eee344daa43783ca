/** What was clicked or typed for the screen before must not say yes to a question that comes by itself. */
const pauseMs = 500

/** Read it in markup: false for the first moment of the component that makes it. */
export function armedSoon(): { readonly yes: boolean } {
  let armed = $state(false)
  $effect(() => {
    const timer = setTimeout(() => (armed = true), pauseMs)
    return () => clearTimeout(timer)
  })
  return {
    get yes() {
      return armed
    },
  }
}
