import type { ImportReport } from '../../shared/contract'
import { t } from '../../shared/words/words'

/** A URL in three, so that the part that says where it leads can stand out. */
export interface UrlParts {
  before: string
  host: string
  after: string
}

/** Of a URL as shared/opening.ts normalises it: what stands between `//` and the next `/` is the host, without a login before it. */
export function urlParts(url: string): UrlParts {
  const [, before = '', host = '', after = url] = /^(wss?:\/\/|ws\+unix:(?:\/\/)?)((?<=wss?:\/\/)[^/?]*|[^:?]*)(.*)$/is.exec(url) ?? []
  return { before, host, after }
}

/** How safe the way there is, in words, and whether it should give pause. */
export function transportOf(url: string): { words: string; doubtful: boolean } {
  if (/^wss:/i.test(url)) return { words: t('opening.link.encrypted'), doubtful: false }
  if (/^ws\+unix:/i.test(url)) return { words: t('opening.link.socket'), doubtful: true }
  const local = /^ws:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?=[:/?]|$)/i.test(url)
  return local ? { words: t('opening.link.local'), doubtful: false } : { words: t('opening.link.plain'), doubtful: true }
}

/** "1 folder, 3 profiles": what there is of each; '' for nothing. */
export function contentWords({ folders, profiles, decks }: { folders: number; profiles: number; decks: number }): string {
  return [
    folders === 0 ? '' : t('opening.file.folders', { count: folders }),
    profiles === 0 ? '' : t('opening.file.profiles', { count: profiles }),
    decks === 0 ? '' : t('opening.file.decks', { count: decks }),
  ].filter((part) => part !== '').join(', ')
}

/** What became of an import, for a toast. */
export function importedWords({ folders, added, decks }: ImportReport): string {
  const what = contentWords({ folders, profiles: added, decks })
  return what === '' ? t('opening.importedNothing') : t('opening.imported', { what })
}
