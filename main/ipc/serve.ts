/** The only door for calls from the windows: one channel, wired to `answer`. */
import { ipcMain, type IpcMainInvokeEvent } from 'electron'
import { callChannel } from '../../shared/contract'
import type { Logger } from '../lib/logger'
import { answer, refuseStranger, type AnswerContext } from './answer'
import type { Sender } from './sender'

/** `contextOf` has an answer for the contents of each of our windows, by their id, and null for any others. */
export function serve(contextOf: (id: number) => AnswerContext | null, logger: Logger): void {
  ipcMain.handle(callChannel, (event, request: unknown) => {
    const context = contextOf(event.sender.id)
    return context === null ? refuseStranger(logger) : answer({ sender: senderOf(event), request }, context)
  })
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
