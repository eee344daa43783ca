/** The built-in hub as the screen sees it. */

export interface HubClient {
  id: number
  /** Path with query, such as /room/lobby. */
  path: string
  /** Remote address and port. */
  address: string
  since: number
  messagesIn: number
  messagesOut: number
  queuedMessages: number
}

export interface HubState {
  kind: 'stopped' | 'starting' | 'running' | 'stopping' | 'failed'
  port: number
  /** Why it failed, in words; empty otherwise. */
  problem: string
  clients: HubClient[]
  /** Slow clients closed since start. */
  evicted: number
}
