/** The only door for calls from the windows: one channel. What is asked before somebody answers waits for them. */
import { ipcMain, type IpcMainInvokeEvent } from 'electron'
import { callChannel } from '../../shared/contract'
import type { Answering } from './answer'
import type { Sender } from './sender'

/** To be called before a page is loaded; the page is answered by whom the returned function is given. */
export function openDoor(): (answering: Answering) => void {
  let give: (answering: Answering) => void = () => undefined
  const given = new Promise<Answering>((resolve) => (give = resolve))
  ipcMain.handle(callChannel, async (event, request: unknown) => {
    // Who asks is looked at now: after a wait the frame may be another one.
    const asked = { id: event.sender.id, sender: senderOf(event), request }
    const answering = await given
    return answering(asked)
  })
  return give
}

/** A frame that was navigated away or destroyed is null since Electron 33, and throws when it goes in mid-question. */
function senderOf(event: IpcMainInvokeEvent): Sender | null {
  try {
    const frame = event.senderFrame
    if (frame === null) return null
    return { url: frame.url, isMainFrame: frame === event.sender.mainFrame, hasParent: frame.parent !== null }
  } catch {
    return null
  }
}
