/** Captures of a benchmark: nothing that was written is let go, and there is one in a folder. */
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { manifestName } from '../../main/log/format/manifest'
import type { Bounds } from '../../main/log/record/retention'

export const endless = (): Bounds => ({ captures: 1_000, bytes: 1e12 })

/** Its folder. Throws where there is no capture. */
export function onlyCapture(root: string): string {
  const name = readdirSync(root).find((each) => existsSync(path.join(root, each, manifestName)))
  if (name === undefined) throw new Error('There is no capture to read')
  return path.join(root, name)
}
