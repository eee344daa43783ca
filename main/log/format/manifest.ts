/** Manifest: what a capture's folder says of itself, and how its files are named. */
import path from 'node:path'
import * as v from 'valibot'
import { limits } from '../../../shared/limits'

const idSchema = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/))

/** Epoch milliseconds that a Date can tell (ECMA-262 §21.4.1.1). */
export const timeSchema = v.pipe(v.number(), v.minValue(-8.64e15), v.maxValue(8.64e15))

export const manifestSchema = v.strictObject({
  version: v.literal(1),
  id: idSchema,
  name: v.pipe(v.string(), v.maxLength(limits.nameLength)),
  startedAt: timeSchema,
  imported: v.boolean(),
})
export type Manifest = v.InferOutput<typeof manifestSchema>

/** Whether this is the name of a capture's folder: never a path, nor the folder of an import that goes on. */
export function isCaptureId(name: string): boolean {
  return v.is(idSchema, name)
}

export const manifestName = 'capture.json'

/** Segment files are numbered from 1: "000001.seg". */
export function segmentName(segment: number): string {
  return `${String(segment).padStart(6, '0')}.seg`
}

export function segmentPath(folder: string, segment: number): string {
  return path.join(folder, segmentName(segment))
}

/** The number of a segment file; null for any other file. */
export function segmentOf(name: string): number | null {
  const digits = /^(\d{6,})\.seg$/.exec(name)?.[1]
  return digits === undefined ? null : Number(digits)
}

/** A new id: names sort by their time, to the millisecond, and so do the folders that a person looks at. `at`: epoch ms; `random`: part of a UUID. */
export function captureIdAt(at: number, random: string): string {
  const stamp = new Date(at).toISOString().slice(0, 23).replace('T', '_').replace(/[:.]/g, '-')
  return `${stamp}_${random.slice(0, 8)}`
}
