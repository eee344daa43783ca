/** The book of a first start: three profiles on the built-in hub, so that one click opens sockets that answer. */
import { newFolder, newProfile, type ProfileBook } from '../../shared/profile'

/** Two seats in one room hear each other, the third hears itself: a broadcast to all three comes back three times. */
export function seedBook(port: number): ProfileBook {
  const hub = `ws://127.0.0.1:${port}`
  const folderId = 'local-hub'
  const tags = ['local']
  return {
    folders: [newFolder(folderId, { name: 'Local hub' })],
    profiles: [
      newProfile('hub-lobby-a', { name: 'Lobby A', color: 'teal', folderId, tags, url: `${hub}/room/lobby` }),
      newProfile('hub-lobby-b', { name: 'Lobby B', color: 'amber', folderId, tags, url: `${hub}/room/lobby` }),
      newProfile('hub-echo', { name: 'Echo', color: 'violet', folderId, tags, url: `${hub}/echo` }),
    ],
  }
}
