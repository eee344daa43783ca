/** Query: what a view looks for in an entry, whoever it is of; checked, and as plain data that a worker can be sent. */
import type { LogFilter, Range, TextCondition } from '../../../shared/entry'
import { tags } from '../format/tag'
import { compileExpression } from './expression'
import { compileField } from './field'

/** All conditions hold together. null and empty: any. Whose entries match goes with each task, as slots: sockets come while a view is open. */
export interface Query {
  /** By tag: whether entries of it match. */
  tags: readonly boolean[] | null
  size: Range | null
  time: Range | null
  /** Each looks at the raw payload, of whatever kind the entry is, and at the words of its row. */
  texts: readonly TextCondition[]
  /** Looks at text messages that are JSON. */
  field: string
}

/** `find` narrows the filter further. Throws AppError bad-regex and bad-field, with what is wrong in words. */
export function makeQuery(filter: LogFilter, find: TextCondition | null): Query {
  const texts = [filter, find].flatMap((condition) => (condition === null || condition.text === '' ? [] : [textOf(condition)]))
  for (const { text, regex, caseSensitive } of texts) if (regex) compileExpression(text, caseSensitive)
  const field = filter.field.trim()
  if (field !== '') compileField(filter.field)
  return { tags: tagsOf(filter), size: filter.size, time: filter.time, texts, field }
}

function textOf({ text, regex, caseSensitive }: TextCondition): TextCondition {
  return { text, regex, caseSensitive }
}

function tagsOf({ directions, kinds }: LogFilter): boolean[] | null {
  if (directions === null && kinds === null) return null
  return tags.map((tag) => tag !== undefined && (directions?.includes(tag.direction) ?? true) && (kinds?.includes(tag.kind) ?? true))
}

/** Every entry of the sockets looked at matches. */
export function takesAll(query: Query): boolean {
  return query.tags === null && query.size === null && query.time === null && !readsPayload(query)
}

/** Rows alone don't tell. */
export function readsPayload({ texts, field }: Query): boolean {
  return texts.length > 0 || field !== ''
}
