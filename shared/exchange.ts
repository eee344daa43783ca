/** Exchange: connections that come from other tools, as lines or files, and go to them. */
import type { Overrides } from './options'
import type { Variable } from './environment'

export const exchangeFormats = ['curl', 'wscat', 'websocat', 'wsrepl', 'har', 'postman', 'insomnia', 'urls', 'asyncapi', 'sockdeck'] as const
export type ExchangeFormat = (typeof exchangeFormats)[number]

/** A connection found in what was pasted or opened. Secrets of `options` and `variables` stand in plain text, until they are sealed. */
export interface FoundConnection {
  name: string
  url: string
  options: Overrides
  /** What of it can't be taken over, in words. */
  left: string[]
}

export interface Found {
  format: ExchangeFormat
  connections: FoundConnection[]
  /** Variables that came along, for the folder they are put in. */
  variables: Variable[]
  /** What of the whole can't be taken over, in words. */
  left: string[]
}

/** What of it the window shows before it is taken in: nothing secret. */
export interface ExchangeReport {
  format: ExchangeFormat
  connections: { name: string; url: string; summary: string[]; left: string[] }[]
  variables: string[]
  left: string[]
}

export const lineFormats = ['wscat', 'websocat'] as const
export type LineFormat = (typeof lineFormats)[number]

/** A command line for another tool; secrets stand as shell variables to be set by whoever runs it. */
export interface LineReport {
  line: string
  /** What that tool can't do, in words. */
  left: string[]
}
