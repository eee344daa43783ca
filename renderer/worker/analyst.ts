import { JsonProblem } from '../../shared/json-tokens'
import { payloadText } from '../format/clipboard'
import { Comparison } from '../format/diff'
import { at, indexJson, type JsonIndex } from '../format/json-index'
import { faultOf } from '../format/json'
import { jsonLines } from '../format/json-lines'
import { conditionFor, pathOf, stepsTo, type NodeStory } from '../format/json-path'
import { JsonTree } from '../format/json-tree'
import { compare } from './compare'
import type { Answers, JsonOutcome, Question, Questions } from './protocol'

/** Characters of a value in the formatted source; a longer one is shown whole by the tree and by the text. */
const longestValue = 16 * 1024

type Handlers = { [Q in Question]: (question: Questions[Q]) => Answers[Q] }

/** Reads one payload at a time and answers what the page asks about it. It runs in a worker, so it may take its time. */
export class Analyst {
  #index: JsonIndex = indexJson('null')
  #tree = new JsonTree(this.#index)
  #comparison = new Comparison([], [], [])

  readonly #handlers: Handlers = {
    open: ({ parts }) => this.#open(parts),
    lines: ({ from, to }) => jsonLines(this.#index, from, to, longestValue),
    source: ({ most }) => this.#source(most),
    rows: ({ from, to }) => this.#tree.rows(from, to),
    set: ({ node, open, deep }) => {
      this.#tree.set(node, open, deep)
      return { rows: this.#tree.length, row: this.#tree.rowOf(node) }
    },
    story: ({ by, number, most }) => this.#story(by === 'row' ? this.#tree.nodeOn(number) : number, most),
    compare: ({ a, b }) => {
      const { outcome, comparison } = compare(a, b)
      this.#comparison = comparison
      return outcome
    },
    compared: ({ layout, from, to }) => this.#comparison.rows(layout, from, to),
    clipboard: ({ payloads, form }) => payloadText(payloads, form),
  }

  answer<Q extends Question>(name: Q, question: Questions[Q]): Answers[Q] {
    return this.#handlers[name](question)
  }

  #open(parts: readonly Uint8Array[]): JsonOutcome {
    const text = textOf(parts)
    try {
      this.#index = indexJson(text)
    } catch (error) {
      if (error instanceof JsonProblem) return faultOf(text, error)
      throw error
    }
    this.#tree = new JsonTree(this.#index)
    return { kind: 'json', values: this.#index.size, lines: this.#index.lines, rows: this.#tree.length }
  }

  #source(most: number): string | null {
    const index = this.#index
    // White space is all that is added: what is too long as it came needs no try.
    if (at(index.to, 0) - at(index.from, 0) > most + index.text.length / 2) return null
    const { text } = jsonLines(index, 0, index.lines)
    return text.length <= most ? text : null
  }

  #story(node: number, most: number): NodeStory {
    const index = this.#index
    const parent = index.parentOf(node)
    return {
      node,
      row: this.#tree.rowOf(node),
      count: at(index.count, node),
      open: this.#tree.isOpen(node) && at(index.count, node) > 0,
      parentRow: parent === null ? null : this.#tree.rowOf(parent),
      steps: stepsTo(index, node),
      path: pathOf(index, node),
      condition: conditionFor(index, node),
      text: index.raw(node, most),
      length: at(index.to, node) - at(index.from, node),
    }
  }
}

function textOf(parts: readonly Uint8Array[]): string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  return parts.map((part, i) => decoder.decode(part, { stream: i < parts.length - 1 })).join('')
}
