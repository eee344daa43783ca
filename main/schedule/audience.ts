/** Audience: which sockets a schedule sends to at this moment, or why to none. */
import type { ConnectionId } from '../../shared/connection'
import type { ScheduleTarget } from '../../shared/schedule'
import { t } from '../../shared/words/words'
import type { Pool } from '../connection/pool'

/** The open ones of a target, in the order of the deck; those named by their ids in that order. */
export function audienceOf(pool: Pick<Pool, 'seat' | 'seats'>, target: ScheduleTarget): ConnectionId[] {
  if (target.kind === 'connections') return [...new Set(target.ids)].filter((id) => pool.seat(id)?.open === true)
  return pool.seats().flatMap(({ id, open, profileId, folderId }) => {
    if (!open) return []
    if (target.kind === 'profile' && target.profileId !== profileId) return []
    if (target.kind === 'folder' && target.folderId !== folderId) return []
    return [id]
  })
}

/** Of a target that nobody belongs to now. */
export function nobodyWords(pool: Pick<Pool, 'seat'>, target: ScheduleTarget): string {
  switch (target.kind) {
    case 'all':
      return t('engine.nobody.all')
    case 'profile':
      return t('engine.nobody.profile')
    case 'folder':
      return target.folderId === null ? t('engine.nobody.outside') : t('engine.nobody.folder')
    case 'connections':
      if (target.ids.every((id) => pool.seat(id) === null)) return t('engine.nobody.gone')
      return target.ids.length === 1 ? t('engine.nobody.one') : t('engine.nobody.some')
  }
}
