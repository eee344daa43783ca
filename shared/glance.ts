/** Glance: what the first frame of a window shows, before the whole picture is there. */
import type { Settings } from './settings'
import type { Language } from './words/words'

/** A longer draft comes with the picture. */
export const glanceCharacters = 64 * 1024

type Worn = Pick<Settings, 'theme' | 'density' | 'monoFont' | 'hidden' | 'panes'>

export interface Glance extends Worn {
  language: Language
  /** Connections on the deck. */
  sockets: number
  /** What was being written; null: too long for a glance. */
  draft: string | null
}

/** Of the settings, what is looked at. */
type Looked = Worn & Pick<Settings, 'language'> & { deck: readonly unknown[] }

/** `draft` null: it can't be read. */
export function glanceOf(settings: Looked, { systemLanguage, draft }: { systemLanguage: Language; draft: string | null }): Glance {
  const { theme, density, monoFont, hidden, panes, language, deck } = settings
  return {
    theme, density, monoFont, hidden, panes,
    language: language === 'system' ? systemLanguage : language,
    sockets: deck.length,
    draft: draft === null || draft.length > glanceCharacters ? null : draft,
  }
}
