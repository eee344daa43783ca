/** The one call that is answered before there are handlers: what the first frame shows. */
import type { Reply } from '../../shared/contract'
import type { Glance } from '../../shared/glance'
import type { Call } from './answer'
import { isTrusted } from './sender'

/** To the page's main frame alone, which is the only one that may call later; null: whoever asks, or for something else, waits for the handlers. */
export function earlyReply({ sender, request }: Call, page: string, glance: Glance): Reply<'app.glance'> | null {
  const isGlance = typeof request === 'object' && request !== null && 'command' in request && request.command === 'app.glance'
  return isGlance && isTrusted(sender, page) ? { ok: true, value: glance } : null
}
