import { wordsOf } from '../../../shared/words/words'
import type { ClientColumn } from '../../state/hub-clients.svelte'

export const columnWords = wordsOf<ClientColumn>({
  id: 'hub.columns.id',
  path: 'hub.columns.path',
  address: 'hub.columns.address',
  since: 'hub.columns.since',
  inRate: 'hub.columns.inRate',
  outRate: 'hub.columns.outRate',
  queuedMessages: 'hub.columns.queue',
})
