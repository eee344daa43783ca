import { limits } from '../../shared/limits'
import type { JsonIndex } from './json-index'

/** Keys that JSONPath may name without quotes (RFC 9535, section 2.5.1.1). */
const shorthand = /^"([A-Za-z_][A-Za-z0-9_]*)"$/
/** Steps that are spelled out: a path that is longer says little to anybody. */
const mostSteps = 200

/** One step from a value into another: what stands behind `$` in a path. */
function stepOf(index: JsonIndex, node: number): string {
  const key = index.keyText(node)
  if (key === null) return `[${index.place(node)}]`
  const plain = shorthand.exec(key)?.[1]
  // A key in its quotes is a name of JSONPath as it stands: both have JSON's escapes.
  return plain === undefined ? `[${key}]` : `.${plain}`
}

export interface PathStep {
  node: number
  text: string
}

/** The way from the whole to a node; of a very deep one only the innermost steps, without `$`. */
export function stepsTo(index: JsonIndex, node: number): PathStep[] {
  const way = [...index.ancestors(node), node]
  return way.slice(-mostSteps).map((each) => ({ node: each, text: index.parentOf(each) === null ? '$' : stepOf(index, each) }))
}

/** The node's JSONPath; null if it is too deep to be of use. */
export function pathOf(index: JsonIndex, node: number): string | null {
  const steps = stepsTo(index, node)
  return steps[0]?.text === '$' ? steps.map(({ text }) => text).join('') : null
}

/** The condition that messages with this value at this place fulfil; null if it is longer than a filter may be. */
export function conditionFor(index: JsonIndex, node: number): string | null {
  const path = pathOf(index, node)
  if (path === null) return null
  const kind = index.kind(node)
  const condition = kind === 'object' || kind === 'array' ? path : `${path} == ${index.raw(node, limits.filterLength + 1)}`
  return condition.length <= limits.filterLength ? condition : null
}

/** All about one value of the tree. */
export interface NodeStory {
  node: number
  row: number
  /** Values directly inside, and whether they are shown. */
  count: number
  open: boolean
  /** The row of what it is in; null for the whole. */
  parentRow: number | null
  steps: PathStep[]
  /** null: too deep. */
  path: string | null
  /** null: too long for a filter. */
  condition: string | null
  /** The value as it was sent, or its beginning. */
  text: string
  /** Characters of the value. */
  length: number
}
