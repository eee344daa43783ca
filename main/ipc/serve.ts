/** The only door for calls from the window: one channel, wired to `answer`. */
import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron'
import { callChannel } from '../../shared/contract'
import { answer, type AnswerContext } from './answer'
import type { Sender } from './sender'

/** `contents` is the window's page, asked for at each call because the window may have been opened anew. */
export function serve(context: AnswerContext, contents: () => WebContents | null): void {
  ipcMain.handle(callChannel, (event, request: unknown) => answer({ sender: senderOf(event, contents()), request }, context))
}

/** A frame that was navigated away or destroyed is null since Electron 33, and throws when it goes in mid-question. */
function senderOf(event: IpcMainInvokeEvent, contents: WebContents | null): Sender | null {
  try {
    const frame = event.senderFrame
    if (frame === null || contents === null) return null
    return { url: frame.url, isMainFrame: frame === contents.mainFrame, hasParent: frame.parent !== null }
  } catch {
    return null
  }
}
