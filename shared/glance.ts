/** Glance: what the first frame of a window shows, before the whole picture is there. */
import type { Settings } from './settings'
import type { Language } from './words/words'

/** A longer draft comes with the picture. */
export const glanceCharacters = 64 * 1024

export interface Glance extends Pick<Settings, 'theme' | 'density' | 'monoFont' | 'hidden' | 'panes'> {
  language: Language
  /** Connections on the deck. */
  sockets: number
  /** What was being written; null: too long for a glance. */
  draft: string | null
}

export function glanceOf(settings: Settings, { systemLanguage, draft }: { systemLanguage: Language; draft: string }): Glance {
  const { theme, density, monoFont, hidden, panes, language, deck } = settings
  return {
    theme, density, monoFont, hidden, panes,
    language: language === 'system' ? systemLanguage : language,
    sockets: deck.length,
    draft: draft.length > glanceCharacters ? null : draft,
  }
}
