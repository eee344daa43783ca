import { getContext, setContext } from 'svelte'
import type { Api } from '../api'
import type { StartReply } from '../../shared/contract'
import { layersOf } from '../../shared/plan'
import { hearActions } from './actions'
import { Attempts } from './attempts.svelte'
import { Captures } from './captures.svelte'
import { Commands } from './commands'
import { Composer } from './composer.svelte'
import { Connections } from './connections.svelte'
import { DeckView } from './deck-view.svelte'
import { Decks } from './decks.svelte'
import { Desk } from './desk.svelte'
import { Editor } from './editor.svelte'
import { Environments } from './environments.svelte'
import { Exchange } from './exchange.svelte'
import { History } from './history.svelte'
import { Hub } from './hub.svelte'
import { Jobs } from './jobs.svelte'
import { Launcher } from './launcher.svelte'
import { LogReader } from './log.svelte'
import { Messages } from './messages.svelte'
import { Notices, type ToastMessage } from './notices.svelte'
import { Openings } from './openings.svelte'
import { Palette } from './palette.svelte'
import { paletteItems } from './palette-items'
import { Profiles } from './profiles.svelte'
import { Rates } from './rates.svelte'
import { Recording } from './recording.svelte'
import { Report } from './report.svelte'
import { Retention } from './retention.svelte'
import { Schedules } from './schedules.svelte'
import { Scope } from './scope.svelte'
import { Secrets } from './secrets.svelte'
import { Selection } from './selection.svelte'
import { Settings } from './settings.svelte'
import { Shortcuts, type OtherShortcut } from './shortcuts.svelte'
import { SocketPage } from './socket-page.svelte'
import { Tour } from './tour.svelte'
import { Updates } from './updates.svelte'
import { Whereabouts } from './whereabouts.svelte'

/** Everything the window knows, built once and handed to the views through context. */
export class Workbench {
  readonly api: Api
  readonly commands = new Commands()
  readonly notices: Notices
  readonly settings: Settings
  readonly profiles: Profiles
  readonly editor: Editor
  readonly hub: Hub
  readonly connections: Connections
  readonly launcher: Launcher
  readonly selection: Selection
  readonly rates: Rates
  readonly log: LogReader
  readonly composer: Composer
  readonly captures: Captures
  readonly retention: Retention
  readonly jobs: Jobs
  readonly recording: Recording
  readonly report: Report
  readonly environments: Environments
  readonly secrets: Secrets
  readonly scope: Scope
  readonly attempts: Attempts
  readonly exchange: Exchange
  readonly desk: Desk
  readonly messages: Messages
  readonly history: History
  readonly schedules: Schedules
  readonly decks: Decks
  readonly openings: Openings
  readonly deckView: DeckView
  readonly socketPage: SocketPage
  readonly tour: Tour
  readonly shortcuts: Shortcuts
  readonly palette: Palette
  readonly updates: Updates
  readonly whereabouts: Whereabouts

  readonly #show: (message: ToastMessage) => void

  phase = $state<'starting' | 'ready' | 'failed'>('starting')
  version = $state('')
  runtime = $state('')
  dataFolder = $state('')
  platform = $state('')

  constructor(api: Api, show: (message: ToastMessage) => void) {
    this.api = api
    this.#show = show
    this.notices = new Notices(api, show)
    this.settings = new Settings(api)
    this.desk = new Desk(this.settings)
    this.profiles = new Profiles(api)
    this.editor = new Editor(api, this.profiles, this.settings)
    this.secrets = new Secrets(api)
    this.environments = new Environments(api, this.secrets)
    this.scope = new Scope(this.environments, this.profiles)
    this.hub = new Hub(api)
    this.connections = new Connections(api)
    this.selection = new Selection(this.connections)
    this.launcher = new Launcher(this.connections, this.selection)
    this.rates = new Rates(this.connections)
    this.deckView = new DeckView(this)
    this.log = new LogReader(api, this.connections)
    const { connections, selection, scope } = this
    const fail = (error: unknown) => this.notices.fail(error)
    this.composer = new Composer(api, { connections, selection, scope, holds: ({ profileId }) => this.#holds(profileId), fail })
    this.captures = new Captures(api, this.log)
    this.retention = new Retention(this.settings, this.captures)
    this.jobs = new Jobs(api, this.captures, { show, fail })
    this.recording = new Recording(api)
    this.report = new Report(api, show)
    this.attempts = new Attempts(api, { connections: this.connections, profiles: this.profiles, defaults: () => this.settings.defaults })
    this.exchange = new Exchange(api, { show, write: (text) => navigator.clipboard.writeText(text) })
    this.messages = new Messages(api, { composer: this.composer, selection })
    this.history = new History(api, selection)
    this.schedules = new Schedules(api)
    this.decks = new Decks(api, { connections: this.connections, selection: this.selection, settings: this.settings })
    this.socketPage = new SocketPage(api)
    const { settings, desk, hub, profiles, launcher, composer } = this
    this.openings = new Openings(api, { profiles, launcher })
    this.tour = new Tour({ settings, desk, hub, profiles, launcher, connections, composer })
    this.shortcuts = new Shortcuts(settings, this.commands)
    this.shortcuts.also((keys) => this.#savedMessage(keys))
    this.palette = new Palette(() => paletteItems(this))
    this.whereabouts = new Whereabouts(api, { desk, connections, selection, deckView: this.deckView, composer, log: this.log, fail })
    this.updates = new Updates(api, { desk, show })
    hearActions(this)
    api.on('menu.chosen', ({ action }) => this.commands.run(action))
  }

  async start(): Promise<void> {
    this.phase = 'starting'
    try {
      const reply = await this.api.call('app.start', {})
      this.version = reply.version
      this.runtime = reply.runtime
      this.dataFolder = reply.dataFolder
      this.platform = reply.platform
      for (const part of this.#parts()) part.start(reply)
      this.phase = 'ready'
      void this.#greet(reply.version)
    } catch (error) {
      this.phase = 'failed'
      this.notices.fail(error)
    }
  }

  /** News must not keep anybody from working. */
  async #greet(version: string): Promise<void> {
    try {
      await this.tour.greet(version, (title, action) => this.#show({ level: 'done', title, text: '', action }))
    } catch (error) {
      this.notices.fail(error)
    }
  }

  /** What sends the saved message that has these keys. */
  #savedMessage(keys: string): OtherShortcut | null {
    const message = this.messages.withShortcut(keys)
    if (message === null) return null
    const run = () => void this.messages.send(message).catch((error: unknown) => this.notices.fail(error))
    return { name: message.name, run }
  }

  #holds(profileId: string): boolean {
    const profile = this.profiles.byId.get(profileId)
    if (profile === undefined) return false
    const layers = layersOf(profile, { defaults: this.settings.defaults, folders: this.profiles.book.folders })
    return layers.findLast(({ queue }) => queue?.whileDown !== undefined)?.queue?.whileDown === 'hold'
  }

  #parts(): { start: (reply: StartReply) => void }[] {
    const { notices, settings, profiles, environments, secrets, hub, connections, selection, rates, log, composer, captures, jobs, recording } = this
    const { messages, history, schedules, decks, openings, shortcuts, updates, whereabouts } = this
    const first = [notices, settings, profiles, environments, secrets, hub, connections, selection, rates, log, composer]
    return [...first, captures, jobs, recording, messages, history, schedules, decks, openings, shortcuts, updates, whereabouts]
  }
}

const key = Symbol('workbench')

export function provideWorkbench(workbench: Workbench): void {
  setContext(key, workbench)
}

export function useWorkbench(): Workbench {
  return getContext<Workbench>(key)
}
