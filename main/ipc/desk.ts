/** Handlers of what is written, sent and kept by hand: drafts, history, saved messages, broadcasts, schedules, saved decks; and of what comes from outside. */
import type { Handlers } from './answer'
import { broadcastByHand } from './by-hand'
import { closeAll, pingAll } from './control'
import { exportDeck } from './files'
import type { Rooms } from './handlers'
import { openDeck } from './open-deck'

type DeskCommand = Extract<
  keyof Handlers,
  | `${'drafts' | 'history' | 'messages' | 'messageFolders' | 'broadcasts' | 'schedules' | 'decks' | 'ramps' | 'openings'}.${string}`
  | 'connections.ping'
  | 'connections.closeWith'
>

export function deskHandlers(rooms: Rooms) {
  const { history, messages, broadcasts, schedules, savedDecks, ramps, openings, pool } = rooms
  return {
    'drafts.save': ({ draft }) => done(history.saveDraft(draft)),
    'history.list': ({ profileId }) => history.list(profileId),
    'history.remove': ({ ids }) => ({ removed: history.remove(ids) }),
    'history.restore': ({ items }) => done(history.restore(items)),
    'messages.save': ({ message }) => messages.save(message),
    'messages.remove': ({ ids }) => ({ removed: messages.remove(ids) }),
    'messages.restore': ({ removed }) => done(messages.restore(removed)),
    'messages.move': ({ ids, folderId, beforeId }) => done(messages.move(ids, folderId, beforeId)),
    'messageFolders.save': ({ folder }) => done(messages.saveFolder(folder)),
    'messageFolders.remove': ({ id }) => done(messages.removeFolder(id)),
    'messageFolders.move': ({ id, beforeId }) => done(messages.moveFolder(id, beforeId)),
    'broadcasts.start': (wish) => broadcastByHand(rooms, wish),
    'broadcasts.cancel': ({ id }) => done(broadcasts.cancel(id)),
    'schedules.start': ({ schedule, as }) => schedules.start(schedule, as),
    'schedules.pause': ({ id }) => done(schedules.pause(id)),
    'schedules.resume': ({ id }) => done(schedules.resume(id)),
    'schedules.stop': ({ id }) => done(schedules.stop(id)),
    'schedules.remove': ({ id }) => done(schedules.remove(id)),
    'decks.save': ({ deck }) => savedDecks.save(deck),
    'decks.export': ({ id }) => exportDeck(rooms, rooms.dialogs, id),
    'decks.remove': ({ id }) => savedDecks.remove(id),
    'decks.open': (wish) => openDeck(rooms, wish),
    'openings.import': ({ id }) => openings.import(id),
    'openings.dismiss': ({ id }) => done(openings.dismiss(id)),
    'ramps.cancel': ({ id }) => done(ramps.cancel(id)),
    'connections.ping': ({ ids, payload }) => pingAll(pool, ids, payload),
    'connections.closeWith': ({ ids, ...frame }) => closeAll(pool, ids, frame),
  } satisfies Pick<Handlers, DeskCommand>
}

function done(_nothing: void): null {
  return null
}

