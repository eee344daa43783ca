/** What is round the page: Electron, or a browser with the same engine beside it. Tests that both can run have the tag @page. */
import type { ElectronApplication, Page } from '@playwright/test'
import type { ActionId } from '../../../shared/actions'

export interface Shell {
  /** Throws where there is none: a test that needs it is about Electron, and must not have the tag. */
  readonly electron: ElectronApplication
  readonly running: boolean
  /** What went wrong beside the page. */
  readonly faults: readonly string[]
  version(): Promise<string>
  /** Quits as the system does, without a question, and waits until all is gone. */
  quit(): Promise<void>
  /** Resolves when what is done has ended the app. */
  gone(act: () => Promise<unknown>): Promise<void>
  newWindow(): Promise<Page>
  /** What the menu item of that label does. */
  menu(label: string): Promise<void>
  menuLabel(id: ActionId): Promise<string | undefined>
  /** As the menu does, in any language. */
  choose(action: ActionId): Promise<void>
  /** The next file dialogs answer with this file. */
  chooseFile(file: string): Promise<void>
  copied(): Promise<string>
  resize(width: number, height: number): Promise<void>
}

export interface Launched {
  shell: Shell
  page: Page
}

export interface LaunchOptions {
  env?: Record<string, string>
  /** Of the command line, behind what the app is started with anyway. */
  args?: readonly string[]
}

export type Launch = (data: string, options: LaunchOptions) => Promise<Launched>
