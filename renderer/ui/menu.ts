import type { Component } from 'svelte'

type Icon = Component<{ size?: number | string }>

export interface MenuAction {
  label: string
  icon?: Icon
  keys?: string
  danger?: boolean
  disabled?: boolean
  /** Given: a choice that is on or off. */
  checked?: boolean
  run: () => void
}

export interface SubMenu {
  label: string
  icon?: Icon
  disabled?: boolean
  entries: MenuEntry[]
}

export type MenuEntry = 'separator' | MenuAction | SubMenu
