/** Preview: the handshake request that a profile would send as it is edited; nothing of it touches the network. */
import type { PreviewReply } from '../../shared/contract'
import { describeCause } from '../../shared/cause'
import { planOf } from '../../shared/plan'
import type { Profile } from '../../shared/profile'
import { previewRequest } from '../connection/preview'
import { Fault } from '../lib/fault'
import { routeWords } from '../prepare/describe'
import { Preparation } from '../prepare/preparation'
import type { Surroundings } from '../prepare/surroundings'
import type { Profiles } from '../store/profiles'
import type { Settings } from '../store/settings'

interface Parts {
  settings: Settings
  profiles: Profiles
  surroundings: Surroundings
}

export async function previewProfile({ settings, profiles, surroundings }: Parts, profile: Profile): Promise<PreviewReply> {
  const plan = planOf(profile, { defaults: settings.value.defaults, folders: profiles.book.folders })
  const preparation = new Preparation({ plan, index: 1, surroundings })
  try {
    const dial = await preparation.dialPlan(new AbortController().signal, { preview: true })
    return { lines: previewRequest(dial), route: await routeWords(plan, dial), problems: [] }
  } catch (error) {
    if (error instanceof Fault) return { lines: [], route: [], problems: [describeCause(error.why)] }
    throw error
  }
}
