/** Runs in the page, sent there as source text: each function must name nothing that is outside of it. */

export interface TypingReading {
  seconds: number
  frames: number
  /** From each key press to the frame that shows what it typed, in ms. */
  latencies: number[]
}

interface Probed {
  typing: { from: number; frames: number; latencies: number[] }
}

export function watchTyping(): void {
  const typing = { from: performance.now(), frames: 0, latencies: [] as number[] }
  ;(window as unknown as Probed).typing = typing
  const onFrame = () => {
    typing.frames += 1
    requestAnimationFrame(onFrame)
  }
  requestAnimationFrame(onFrame)
  const onKey = ({ timeStamp }: KeyboardEvent) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => typing.latencies.push(performance.now() - timeStamp)
    // The text is in the field before the next frame; the message comes after that frame is drawn.
    requestAnimationFrame(() => port2.postMessage(null))
  }
  addEventListener('keydown', onKey, true)
}

export function readTyping(): TypingReading {
  const { from, frames, latencies } = (window as unknown as Probed).typing
  return { seconds: (performance.now() - from) / 1000, frames, latencies }
}
