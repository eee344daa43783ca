/** Looks at the bare shape of a payload before its schema does: plain data only, shallow, of bounded size, no prototype keys. */
import { limits } from '../../shared/limits'

export type ShapeProblem = 'not-an-object' | 'not-plain' | 'too-deep' | 'too-large' | 'not-finite' | 'prototype-key'

/** What a payload may still hold before it is too large. */
interface Budget {
  size: number
  values: number
}

/** Says what is wrong, or null. Depth is bounded before it is followed, so nesting can't overflow the stack and a cycle ends. */
export function shapeProblem(payload: unknown): ShapeProblem | null {
  if (!isPlainObject(payload)) return 'not-an-object'
  return problemOf(payload, 1, { size: limits.callSize, values: limits.callValues })
}

function problemOf(value: unknown, depth: number, budget: Budget): ShapeProblem | null {
  budget.size -= typeof value === 'string' ? 8 + value.length : 8
  budget.values -= 1
  if (budget.size < 0 || budget.values < 0) return 'too-large'
  if (typeof value === 'number' && !Number.isFinite(value)) return 'not-finite'
  if (typeof value !== 'object' || value === null) return null
  if (depth > limits.callDepth) return 'too-deep'
  return Array.isArray(value) ? problemOfItems(value, depth, budget) : problemOfParts(value, depth, budget)
}

/** By its length first: a sparse array of 2^32 − 1 is refused unread. */
function problemOfItems(items: readonly unknown[], depth: number, budget: Budget): ShapeProblem | null {
  if (items.length > budget.values) return 'too-large'
  for (const item of items) {
    const problem = problemOf(item, depth + 1, budget)
    if (problem !== null) return problem
  }
  return null
}

function problemOfParts(parts: object, depth: number, budget: Budget): ShapeProblem | null {
  if (!isPlainObject(parts)) return 'not-plain'
  for (const key of Object.keys(parts)) {
    if (isPrototypeKey(key)) return 'prototype-key'
    const problem = problemOf(parts[key], depth + 1, budget)
    if (problem !== null) return problem
  }
  return null
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
