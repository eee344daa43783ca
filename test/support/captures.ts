import type { CaptureInfo, Job } from '../../shared/capture'

/** A closed capture without a name, as main lists it. */
export function captureInfo(id: string, about: Partial<CaptureInfo> = {}): CaptureInfo {
  return { id, name: '', startedAt: 0, endedAt: 0, live: false, imported: false, sockets: 1, entries: 0, diskBytes: 0, damage: '', ...about }
}

/** An export that has just begun. */
export function job(id: number, about: Partial<Job> = {}): Job {
  return { id, kind: 'export', title: 'x.har', state: 'running', done: 0, entries: 0, bytes: 0, problem: '', captureId: null, ...about }
}
