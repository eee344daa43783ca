/** What Electron has the system show beside the page: a menu that nobody sees, and a person who has already chosen the file. */
import type { MenuItemConstructorOptions as Item } from 'electron'
import type { DialogOptions } from '../../../main/app/dialogs'

export class NativeMenu {
  #items: Item[] = []

  set(template: Item[]): void {
    this.#items = template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))
  }

  click(label: string): void {
    const choose = this.#items.find((item) => item.label === label)?.click as (() => void) | undefined
    if (choose === undefined) throw new Error(`No menu item ${label}`)
    choose()
  }

  label(id: string): string | undefined {
    return this.#items.find((item) => item.id === id)?.label
  }
}

/** The only part of the engine's surroundings that is not real. Until a file is chosen, every dialog is cancelled. */
export class FileChooser {
  #file: string | null = null

  choose(file: string): void {
    this.#file = file
  }

  readonly options: DialogOptions = {
    dialog: {
      showSaveDialog: () => Promise.resolve({ canceled: this.#file === null, filePath: this.#file ?? '' }),
      showOpenDialog: () => Promise.resolve({ canceled: this.#file === null, filePaths: this.#file === null ? [] : [this.#file] }),
    },
    shell: { showItemInFolder: () => undefined },
    parent: () => null,
  }
}
