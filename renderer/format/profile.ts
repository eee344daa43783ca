import type { Profile } from '../../shared/profile'
import { redactUrl } from '../../shared/url'

/** What the tooltip of a profile says: its name, where it goes, its tags and what its sockets do. */
export function profileTitle(profile: Profile, states: string): string {
  return [profile.name, redactUrl(profile.url), profile.tags.join(', '), states].filter((line) => line !== '').join('\n')
}
