/** The only door for calls from the windows: one channel. What is asked before somebody answers waits for them. */
import { ipcMain, type IpcMainEvent } from 'electron'
import { callChannel, replyChannel, type Reply } from '../../shared/contract'
import type { Glance } from '../../shared/glance'
import type { Command } from '../../shared/schemas'
import type { Answering, Asked } from './answer'
import { earlyReply } from './early'
import type { Sender } from './sender'

export interface Door {
  /** From now on this one answers; what waits is answered by it, too. */
  give: (answering: Answering) => void
  /** Resolves when the first page has had its glance. */
  glanced: Promise<void>
}

/** To be called before a page is loaded. Until somebody answers, `page` is given its glance, and nothing else. */
export function openDoor(page: string, glance: Glance): Door {
  let give: (answering: Answering) => void = () => undefined
  const given = new Promise<Answering>((resolve) => (give = resolve))
  let tell: () => void = () => undefined
  const glanced = new Promise<void>((resolve) => (tell = resolve))
  let waiting = true
  const answerTo = async (asked: Asked) => {
    const early = waiting ? earlyReply(asked, page, glance) : null
    if (early !== null) {
      tell()
      return early
    }
    const answering = await given
    return answering(asked)
  }
  ipcMain.on(callChannel, (event, call: unknown, request: unknown) => {
    // Who asks is looked at now: after a wait the frame may be another one.
    const asked = { id: event.sender.id, sender: senderOf(event), request }
    void reply(event, call, answerTo(asked))
  })
  const open = (answering: Answering) => {
    waiting = false
    give(answering)
  }
  return { give: open, glanced }
}

/** A frame that was navigated away or destroyed is null since Electron 33, and throws when it goes in mid-question. */
function senderOf(event: IpcMainEvent): Sender | null {
  try {
    const frame = event.senderFrame
    if (frame === null) return null
    return { url: frame.url, isMainFrame: frame === event.sender.mainFrame, hasParent: frame.parent !== null }
  } catch {
    return null
  }
}

/**
 * As a message to the frame, as events are: those come in the order in which they are sent. What `ipcMain.handle` answers
 * takes a way of its own, and the events that were sent after it overtake it when the page is busy.
 */
async function reply(event: IpcMainEvent, call: unknown, answered: Promise<Reply<Command>>): Promise<void> {
  const value = await answered
  try {
    event.reply(replyChannel, call, value)
  } catch {
    // The frame is gone, and nobody waits.
  }
}
