import workerUrl from '../worker/payload.ts?worker&url'
import type { WorkerThread } from './payload-worker'

/** The little of Trusted Types (W3C) that is needed here; the page's policy wants it for the URL of a worker. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string }
}

// It lets through the one file that was built for it, and nothing that anybody could hand in.
const policy = (window as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('sockdeck-worker', { createScriptURL: () => workerUrl })

export function startPayloadWorker(): WorkerThread {
  return new Worker(policy?.createScriptURL(workerUrl) ?? workerUrl, { type: 'module', name: 'payload' })
}
