/** Simplified Chinese. */
import { actions } from './zh-CN/actions'
import { app } from './zh-CN/app'
import { attempts } from './zh-CN/attempts'
import { broadcast } from './zh-CN/broadcast'
import { captures } from './zh-CN/captures'
import { cause } from './zh-CN/cause'
import { causeKind } from './zh-CN/cause-kind'
import { check } from './zh-CN/check'
import { common } from './zh-CN/everywhere'
import { composer } from './zh-CN/composer'
import { deck } from './zh-CN/deck'
import { decks } from './zh-CN/decks'
import { engine } from './zh-CN/engine'
import { environments } from './zh-CN/environments'
import { errors } from './zh-CN/errors'
import { exchange } from './zh-CN/exchange'
import { format } from './zh-CN/format'
import { guide } from './zh-CN/guide'
import { hub } from './zh-CN/hub'
import { inspector } from './zh-CN/inspector'
import { log } from './zh-CN/log'
import { main } from './zh-CN/main'
import { menu } from './zh-CN/menu'
import { messages } from './zh-CN/messages'
import { opening } from './zh-CN/opening'
import { option } from './zh-CN/option'
import { palette } from './zh-CN/palette'
import { profile } from './zh-CN/profile'
import { report } from './zh-CN/report'
import { schedules } from './zh-CN/schedules'
import { settings } from './zh-CN/settings'
import { sidebar } from './zh-CN/sidebar'
import { socket } from './zh-CN/socket'
import { status } from './zh-CN/status'
import { tour } from './zh-CN/tour'
import { update } from './zh-CN/update'

/** Made when it is first wanted: most windows only ever show one language. */
export const zhCN = () => ({
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
}) as const
