/** English, from which the others are translated: one file per room of the screen. */
import { actions } from './en/actions'
import { app } from './en/app'
import { attempts } from './en/attempts'
import { broadcast } from './en/broadcast'
import { captures } from './en/captures'
import { cause } from './en/cause'
import { causeKind } from './en/cause-kind'
import { check } from './en/check'
import { common } from './en/everywhere'
import { composer } from './en/composer'
import { deck } from './en/deck'
import { decks } from './en/decks'
import { engine } from './en/engine'
import { environments } from './en/environments'
import { errors } from './en/errors'
import { exchange } from './en/exchange'
import { format } from './en/format'
import { guide } from './en/guide'
import { hub } from './en/hub'
import { inspector } from './en/inspector'
import { log } from './en/log'
import { main } from './en/main'
import { menu } from './en/menu'
import { messages } from './en/messages'
import { opening } from './en/opening'
import { option } from './en/option'
import { palette } from './en/palette'
import { profile } from './en/profile'
import { report } from './en/report'
import { schedules } from './en/schedules'
import { settings } from './en/settings'
import { sidebar } from './en/sidebar'
import { socket } from './en/socket'
import { status } from './en/status'
import { tour } from './en/tour'
import { update } from './en/update'

export const en = {
  actions,
  app,
  attempts,
  broadcast,
  captures,
  cause,
  causeKind,
  check,
  common,
  composer,
  deck,
  decks,
  engine,
  environments,
  errors,
  exchange,
  format,
  guide,
  hub,
  inspector,
  log,
  main,
  menu,
  messages,
  opening,
  option,
  palette,
  profile,
  report,
  schedules,
  settings,
  sidebar,
  socket,
  status,
  tour,
  update,
} as const
