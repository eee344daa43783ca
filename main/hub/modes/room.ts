/** /room/<name>: every message goes to the others in the room, each sender's in order. */
import { limits } from '../../../shared/limits'
import type { ModeKind } from './mode'

export const roomMode: ModeKind = {
  usage: ['/room/<name>', 'sends every message to the others in the room'],
  open({ path }, bench) {
    if (path !== '/room' && !path.startsWith('/room/')) return null
    const room = roomName(path.slice('/room/'.length))
    if (room === null) return { status: 400, text: `Name the room with 1 to ${limits.hubRoomLength} characters and no slash, such as /room/lobby` }
    return {
      room,
      async answer(peer, frames) {
        await Promise.resolve(bench.broadcast(peer, room, frames))
      },
    }
  },
}

/** Percent-decoded, or null if it is no name. */
function roomName(encoded: string): string | null {
  if (encoded.includes('/')) return null
  try {
    const name = decodeURIComponent(encoded)
    return name.length >= 1 && name.length <= limits.hubRoomLength ? name : null
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}
