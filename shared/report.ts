/** Report: what a person may save and pass on with the description of a fault, and sees whole before it is written. */

/** In the order in which they are shown. */
export const reportParts = ['about', 'settings', 'counts', 'attempts', 'processes', 'diary', 'diaryBefore'] as const
export type ReportPartId = (typeof reportParts)[number]

/** One file of it. */
export interface ReportPart {
  id: ReportPartId
  /** Its name in the archive. */
  file: string
  bytes: number
  /** What is in it; of a long one the last lines. */
  text: string
  /** Characters before those. */
  leftOut: number
}

export interface ReportReply {
  parts: ReportPart[]
  /** Of the archive. */
  bytes: number
}
