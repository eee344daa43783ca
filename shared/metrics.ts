/** Measurements of one connection over time, as columns of numbers: what its charts are drawn from. */

/** All arrays have the same length; `at` is epoch ms of the end of each step. */
export interface Series {
  at: number[]
  /** Per second, over the step. */
  messagesIn: number[]
  messagesOut: number[]
  bytesIn: number[]
  bytesOut: number[]
  /** At the end of the step. */
  queuedMessages: number[]
  queuedBytes: number[]
}

/** Round trips as they were measured. */
export interface RoundTrips {
  at: number[]
  rttMs: number[]
}

export interface MetricsReply {
  stepMs: number
  series: Series
  roundTrips: RoundTrips
  /** Epoch ms of each session's begin and each loss. */
  opens: number[]
  losses: number[]
}
