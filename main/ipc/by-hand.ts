/** By hand: sends what a person wants sent, and remembers it in the history if it went to anybody. */
import type { BroadcastOrder, BroadcastRun } from '../../shared/broadcast'
import type { ConnectionId, SendOutcome } from '../../shared/connection'
import type { SendReport } from '../../shared/contract'
import { limits } from '../../shared/limits'
import type { ComposedMessage } from '../../shared/payload'
import type { SentItem } from '../../shared/sent'
import type { Pool } from '../connection/pool'
import type { History } from '../store/history'
import type { Broadcasts } from './broadcasts'
import type { Sends } from './sends'

export interface ByHandRooms {
  pool: Pick<Pool, 'seat'>
  history: Pick<History, 'add'>
  sends: Pick<Sends, 'send'>
  broadcasts: Pick<Broadcasts, 'start'>
}

interface BroadcastWish {
  ids: readonly ConnectionId[]
  message: ComposedMessage
  order: BroadcastOrder
}

/** Rejects as Sends does. */
export async function sendByHand(rooms: ByHandRooms, ids: readonly ConnectionId[], message: ComposedMessage): Promise<SendReport> {
  const report = await rooms.sends.send(ids, message)
  remember(rooms, message, report.results)
  return report
}

/** Rejects as Broadcasts does. Those whose turn is still to come count among whom it went to. */
export async function broadcastByHand(rooms: ByHandRooms, { ids, message, order }: BroadcastWish): Promise<BroadcastRun> {
  const run = await rooms.broadcasts.start(ids, message, order)
  remember(rooms, message, run.lines)
  return run
}

/** An outcome of null is still to come. */
type Line = { connectionId: ConnectionId; outcome: SendOutcome | null }

function remember({ pool, history }: ByHandRooms, { format, text }: ComposedMessage, lines: readonly Line[]): void {
  const reached = lines.filter(({ outcome }) => outcome?.kind !== 'refused')
  const seats = reached.flatMap(({ connectionId }) => pool.seat(connectionId) ?? [])
  if (seats.length === 0) return
  history.add({ message: { format, text }, targets: targetsOf(seats), count: reached.length })
}

/** The first few, and of each profile at least one while there is room: the history is asked for by profile. */
function targetsOf(seats: readonly { name: string; profileId: string }[]): SentItem['targets'] {
  const profiles = new Set<string>()
  const firsts = seats.filter(({ profileId }) => !profiles.has(profileId) && profiles.add(profileId))
  const few = new Set([...new Set([...firsts, ...seats])].slice(0, limits.sentTargets))
  return seats.filter((seat) => few.has(seat)).map(({ name, profileId }) => ({ name: name.slice(0, limits.nameLength + 20), profileId }))
}
