/** Settings: what the app remembers about itself, kept on disk and changed only through here. */
import { isDeepStrictEqual } from 'node:util'
import { plainDeckView } from '../../shared/deck-view'
import { hubPort, limits } from '../../shared/limits'
import { settingsSchema, type Settings as SettingsValue } from '../../shared/settings'
import { t } from '../../shared/words/words'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import { openGuarded, type DurableStore } from './guard'
import type { Recovery } from './recovery'

/** `undefined` leaves a setting as it is. */
export type SettingsChange = { [Key in keyof SettingsValue]?: SettingsValue[Key] | undefined }

function defaultSettings(): SettingsValue {
  return {
    theme: 'system',
    window: { x: null, y: null, width: 1280, height: 800, maximized: false },
    hub: { port: hubPort, startWithApp: true },
    deck: [],
    panes: {},
    log: defaultLog(),
    ...laterSettings(),
    ...faceSettings(),
    ...updateSettings(),
  }
}

function defaultLog(): SettingsValue['log'] {
  return { captures: limits.capturesKept, mebibytes: limits.captureMiB, time: 'clock', hiddenColumns: [], filters: [] }
}

function laterSettings(): Pick<SettingsValue, 'defaults' | 'weakSecrets'> {
  return { defaults: {}, weakSecrets: false }
}

function faceSettings() {
  return {
    language: 'system',
    density: 'comfortable',
    monoFont: '',
    motion: 'system',
    askBeforeQuit: true,
    shortcuts: {},
    seen: { tour: false, version: '' },
    deckView: plainDeckView,
    hidden: [],
  } satisfies Partial<SettingsValue>
}

function updateSettings(): Pick<SettingsValue, 'updates'> {
  return { updates: 'ask' }
}

/** 2 brought the log's bounds, its time column and named filters; 3 the person's own defaults; 4 language, look and shortcuts; 5 looking for updates; 6 columns of the log that are hidden. */
const migrations = {
  1: (data: unknown) => ({ ...(data as object), log: defaultLog() }),
  2: (data: unknown) => ({ ...(data as object), ...laterSettings() }),
  3: (data: unknown) => ({ ...(data as object), ...faceSettings() }),
  4: (data: unknown) => ({ ...(data as object), ...updateSettings() }),
  5: (data: unknown) => ({ ...(data as object), log: { ...(data as { log: object }).log, hiddenColumns: [] } }),
}

export class Settings {
  readonly #store: DurableStore<SettingsValue>

  private constructor(store: DurableStore<SettingsValue>) {
    this.#store = store
  }

  /** Never fails for what it finds on disk: see `recovered`. */
  static open({ dir, clock, logger }: { dir: string; clock: Clock; logger: Logger }): Settings {
    return new Settings(
      openGuarded<SettingsValue>({
        dir,
        name: 'settings',
        shape: { version: 6, schema: settingsSchema, migrations },
        defaults: defaultSettings,
        noun: () => t('main.store.nouns.settings'),
        count: () => '',
        clock,
        logger,
      }),
    )
  }

  /** What had to be done to open the store, in words for the person; null if nothing. */
  get recovered(): Recovery | null {
    return this.#store.recovered
  }

  get value(): SettingsValue {
    return this.#store.value
  }

  /** Calls back with all settings after each change; returns the way to stop. */
  onChange(listener: (value: SettingsValue) => void): () => void {
    return this.#store.onChange(listener)
  }

  /** Replaces the settings named, each as a whole; writes only if something differs. Throws AppError store-write. */
  patch(change: SettingsChange): SettingsValue {
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    const next = { ...this.value, ...given }
    if (!isDeepStrictEqual(next, this.value)) this.#store.save(next)
    return this.value
  }
}
