/** Looks at the bare shape of a payload before its schema does: plain data only, shallow, of bounded size, no prototype keys. */
import { limits } from '../../shared/limits'

export type ShapeProblem = 'not-an-object' | 'not-plain' | 'too-deep' | 'too-large' | 'not-finite' | 'prototype-key'

/** Says what is wrong, or null. Its stack is its own: nesting can't overflow the call stack, and a cycle ends at the depth limit. */
export function shapeProblem(payload: unknown): ShapeProblem | null {
  if (!isPlainObject(payload)) return 'not-an-object'
  const open: { value: unknown; depth: number }[] = [{ value: payload, depth: 1 }]
  let size = 0
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const { value, depth } = item
    size += weightOf(value)
    if (size > limits.callSize) return 'too-large'
    if (typeof value === 'number' && !Number.isFinite(value)) return 'not-finite'
    if (typeof value !== 'object' || value === null) continue
    if (depth > limits.callDepth) return 'too-deep'
    if (!Array.isArray(value) && !isPlainObject(value)) return 'not-plain'
    for (const [key, part] of Object.entries(value)) {
      if (isPrototypeKey(key)) return 'prototype-key'
      open.push({ value: part, depth: depth + 1 })
    }
  }
  return null
}

/** A container weighs by its own length here and its parts by themselves later, so that a sparse array of 2^32 − 1 is refused unread. */
function weightOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return 8 + value.length
  return 8
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Every name that a plain object inherits, `__proto__` and `constructor` among them. */
function isPrototypeKey(key: string): boolean {
  return key === 'prototype' || key in Object.prototype
}
