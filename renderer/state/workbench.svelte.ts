import { getContext, setContext } from 'svelte'
import type { Api } from '../api'
import type { StartReply } from '../../shared/contract'
import { Captures } from './captures.svelte'
import { Commands } from './commands'
import { Composer } from './composer.svelte'
import { Connections } from './connections.svelte'
import { Editor } from './editor.svelte'
import { Hub } from './hub.svelte'
import { Jobs } from './jobs.svelte'
import { Launcher } from './launcher.svelte'
import { LogReader } from './log.svelte'
import { Notices, type ToastMessage } from './notices.svelte'
import { Profiles } from './profiles.svelte'
import { Rates } from './rates.svelte'
import { Recording } from './recording.svelte'
import { Retention } from './retention.svelte'
import { Selection } from './selection.svelte'
import { Settings } from './settings.svelte'

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

  phase = $state<'starting' | 'ready' | 'failed'>('starting')
  version = $state('')
  runtime = $state('')
  dataFolder = $state('')

  constructor(api: Api, show: (message: ToastMessage) => void) {
    this.api = api
    this.notices = new Notices(api, show)
    this.settings = new Settings(api)
    this.profiles = new Profiles(api)
    this.editor = new Editor(this.profiles)
    this.hub = new Hub(api)
    this.connections = new Connections(api)
    this.selection = new Selection(this.connections)
    this.launcher = new Launcher(this.connections, this.selection)
    this.rates = new Rates(this.connections)
    this.log = new LogReader(api, this.connections)
    this.composer = new Composer(api, this.selection, this.connections)
    this.captures = new Captures(api, this.log)
    this.retention = new Retention(this.settings, this.captures)
    this.jobs = new Jobs(api, this.captures, { show, fail: (error) => this.notices.fail(error) })
    this.recording = new Recording(api)
    api.on('menu.chosen', ({ action }) => this.commands.run(action))
  }

  async start(): Promise<void> {
    this.phase = 'starting'
    try {
      const reply = await this.api.call('app.start', {})
      this.version = reply.version
      this.runtime = reply.runtime
      this.dataFolder = reply.dataFolder
      for (const part of this.#parts()) part.start(reply)
      this.phase = 'ready'
    } catch (error) {
      this.phase = 'failed'
      this.notices.fail(error)
    }
  }

  #parts(): { start: (reply: StartReply) => void }[] {
    const { notices, settings, profiles, hub, connections, selection, rates, log, composer, captures, jobs, recording } = this
    return [notices, settings, profiles, hub, connections, selection, rates, log, composer, captures, jobs, recording]
  }
}

const key = Symbol('workbench')

export function provideWorkbench(workbench: Workbench): void {
  setContext(key, workbench)
}

export function useWorkbench(): Workbench {
  return getContext<Workbench>(key)
}
