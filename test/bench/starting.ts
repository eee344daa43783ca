/** Starts the built app, or a window with nothing but a text field to compare it with, and measures from inside when either can be used. */
import { told } from './probed'

export interface Started {
  /** From starting the process to a frame drawn after the text field has the focus, ms. */
  usable: number
  /** The same to a frame that shows all of the desk, ms; of the peer, which has none, as `usable`. */
  whole: number
}

/** `peer`: the empty window in place of the app. Rejects if the window does not come. Its data goes with `folder`. */
export async function started(folder: string, peer: boolean): Promise<Started> {
  const from = Date.now()
  const seen = new Map<string, number>()
  for await (const [what, at] of told({ probe: 'start-probe', folder, peer })) {
    seen.set(what, at - from)
    if (seen.has(peer ? 'usable' : 'whole')) break
  }
  const usable = seen.get('usable')
  if (usable === undefined) throw new Error('The window did not come')
  return { usable, whole: seen.get('whole') ?? usable }
}
