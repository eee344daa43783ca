/** Plans for tests of the engine below the stores: defaults, with what a test sets on top. */
import { inherited } from '../../shared/inherit'
import type { Overrides } from '../../shared/options'
import type { Plan } from '../../shared/plan'

export interface PlanAbout extends Overrides {
  name?: string
  url?: string
  folderId?: string | null
}

export function newPlan(profileId: string, { name = 'test', url = 'ws://127.0.0.1:1/', folderId = null, ...options }: PlanAbout = {}): Plan {
  return { profileId, name, color: 'blue', folderId, url, ...inherited([options]) }
}

/** Layers of a test over a test file's own defaults. */
export function planOver(below: Overrides, profileId: string, { name = 'test', url = 'ws://127.0.0.1:1/', folderId = null, ...options }: PlanAbout = {}): Plan {
  return { profileId, name, color: 'blue', folderId, url, ...inherited([below, options]) }
}
