import type { Draft } from '../../state/editor.svelte'

export interface SectionProps {
  draft: Draft
  /** Sockets are open with these options. */
  locked: boolean
}

export interface Section {
  id: string
  readonly title: string
  /** Options that stand here, by the beginning of their names. */
  fields: readonly string[]
  /** What else stands here: fields of the draft itself. */
  own?: readonly string[]
  /** Where it has a place; everywhere if it does not say. */
  only?: Draft['kind']
}
