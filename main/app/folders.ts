/** Folders: has the cookie jars follow what becomes of their folders. */
import type { Folder } from '../../shared/profile'
import type { CookieJars } from '../prepare/cookie-jars'
import type { Profiles } from '../store/profiles'

/** A folder that is gone is forgotten; one that keeps no cookies any more loses those it has. */
export function followFolders(profiles: Profiles, jars: CookieJars): void {
  let before: readonly Folder[] = profiles.book.folders
  profiles.onChange(({ folders }) => {
    if (folders === before) return
    const now = new Map(folders.map((folder) => [folder.id, folder]))
    for (const { id, cookieJar } of before) {
      const folder = now.get(id)
      if (folder === undefined) jars.forget(id)
      else if (cookieJar && !folder.cookieJar) jars.clear(id)
    }
    before = folders
  })
}
