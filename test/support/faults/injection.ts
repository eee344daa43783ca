/** Injection: a fault, and the cause that must be reported of it. */
import type { Cause, CauseKind } from '../../../shared/connection'
import type { Scene } from './scene'

export interface Injection {
  cause: CauseKind
  phase: Cause['phase']
  by: Cause['by']
  /** What is done. */
  how: string
  /** Makes the fault happen, in a way drawn by the scene's chance where there are several, and answers what was reported. */
  inject: (scene: Scene) => Promise<Cause | undefined>
}

/** An injection as a line of a table. */
export type InjectionRow = readonly [cause: Injection['cause'], phase: Injection['phase'], by: Injection['by'], how: string, inject: Injection['inject']]
