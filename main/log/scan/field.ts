/** Field: a condition on the fields of a JSON message; a JSONPath (RFC 9535), alone or compared to a literal. */
import { query, type JsonValue } from 'jsonpath-rfc9535'
import parsePath, { type JsonPathQuery } from 'jsonpath-rfc9535/parser'
import { AppError } from '../../../shared/errors'
import { t } from '../../../shared/words/words'

const operators = ['==', '!=', '<=', '>=', '<', '>'] as const
type Operator = (typeof operators)[number]
type Literal = string | number | boolean | null

/**
 * Whether a parsed JSON message meets the condition: a node that the path selects is there or, with a comparison, one of them satisfies it.
 * Values of different types are unequal and never less or greater. Numbers are compared as JSON.parse reads them, so
 * integers beyond 2^53 that differ by less than a double can tell count as equal; of a duplicate key the last one counts.
 */
export type FieldTest = (message: JsonValue) => boolean

/** Throws AppError bad-field, in words that name the place and what was expected there. */
export function compileField(expression: string): FieldTest {
  const at = operatorAt(expression)
  const select = compilePath(expression.slice(0, at))
  if (at === expression.length) return (message) => select(message).length > 0
  const operator = operators.find((known) => expression.startsWith(known, at))
  if (operator === undefined) throw badField(at, t('errors.field.comparison'))
  const literal = parseLiteral(expression.slice(at + operator.length), at + operator.length)
  return (message) => select(message).some((value) => compare(value, operator, literal))
}

/** Where the path ends: at the first character of an operator that is neither in brackets nor in quotes; the expression's length if there is none. */
function operatorAt(expression: string): number {
  let depth = 0
  let quote: string | null = null
  for (let i = 0; i < expression.length; i += 1) {
    const char = expression.charAt(i)
    if (quote !== null) {
      if (char === '\\') i += 1
      else if (char === quote) quote = null
    } else if (char === '"' || char === "'") quote = char
    else if (char === '[') depth += 1
    else if (char === ']') depth -= 1
    else if (depth === 0 && '=!<>'.includes(char)) return i
  }
  return expression.length
}

function compilePath(text: string): (message: JsonValue) => readonly JsonValue[] {
  const path = text.trim()
  const start = text.length - text.trimStart().length
  if (!path.startsWith('$')) throw badField(start, t('errors.field.begin'))
  const tree = parse(path, start)
  refuseFunctions(tree)
  const steps = singularSteps(tree)
  return steps === null ? (message) => query(message, path) : (message) => follow(message, steps)
}

function parse(path: string, start: number): JsonPathQuery {
  try {
    return parsePath(path)
  } catch (error) {
    if (!isSyntaxError(error)) throw error
    const words = error.found === null ? t('errors.field.unfinished') : t('errors.field.stray', { part: error.found })
    throw badField(start + error.location.start.offset, words)
  }
}

interface PathSyntaxError {
  found: string | null
  location: { start: { offset: number } }
}

function isSyntaxError(error: unknown): error is Error & PathSyntaxError {
  return error instanceof Error && 'found' in error && 'location' in error
}

/** The library takes any name for a function and fails when it runs; match and search run on an engine that an expression can stall. */
function refuseFunctions(node: unknown): void {
  if (typeof node !== 'object' || node === null) return
  if ('type' in node && node.type === 'FunctionExpr' && 'name' in node && !['count', 'length', 'value'].includes(String(node.name))) {
    throw new AppError('bad-field', t('errors.field.function', { name: String(node.name) }))
  }
  for (const child of Object.values(node)) refuseFunctions(child)
}

/** Names and indices from the root on, for a path that selects one node at most (RFC 9535 §2.3.5.1); null for any other. */
function singularSteps({ segments }: JsonPathQuery): (string | number)[] | null {
  const steps: (string | number)[] = []
  for (const { type, node } of segments) {
    const only = node.type === 'BracketedSelection' && node.selectors.length === 1 ? node.selectors[0] : node
    const named = only?.type === 'MemberNameShorthand' || only?.type === 'NameSelector' || only?.type === 'IndexSelector'
    if (type !== 'ChildSegment' || !named) return null
    steps.push(only.value)
  }
  return steps
}

/** What `query` would select: it parses its path for each message, which takes longer than all the rest. */
function follow(message: JsonValue, steps: readonly (string | number)[]): readonly JsonValue[] {
  let value: JsonValue | undefined = message
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) !== (typeof step === 'number')) return []
    if (typeof step === 'number') value = (value as JsonValue[]).at(step)
    else value = Object.hasOwn(value, step) ? (value as Record<string, JsonValue>)[step] : undefined
    if (value === undefined) return []
  }
  return [value]
}

/** By the path's own grammar, so that quotes of both kinds do. */
function parseLiteral(text: string, start: number): Literal {
  try {
    const [only, more] = parsePath(`$[?@==${text.trim()}]`).segments
    const node = more === undefined ? only?.node : undefined
    const selector = node?.type === 'BracketedSelection' && node.selectors.length === 1 ? node.selectors[0] : undefined
    if (selector?.type === 'FilterSelector' && selector.value.type === 'ComparisonExpr' && selector.value.right.type === 'Literal') return selector.value.right.value
  } catch (error) {
    if (!isSyntaxError(error)) throw error
  }
  throw badField(start, t('errors.field.value'))
}

/** RFC 9535 §2.3.5.2.2, for two values that are there. */
function compare(value: JsonValue, operator: Operator, literal: Literal): boolean {
  if (operator === '==') return value === literal
  if (operator === '!=') return value !== literal
  if (operator.endsWith('=') && value === literal) return true
  const ordered = (typeof value === 'number' && typeof literal === 'number') || (typeof value === 'string' && typeof literal === 'string')
  if (!ordered) return false
  return operator.startsWith('<') ? value < literal : value > literal
}

function badField(at: number, words: string): AppError {
  return new AppError('bad-field', t('errors.field.at', { place: at + 1, problem: words }))
}
