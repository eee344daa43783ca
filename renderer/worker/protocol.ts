import type { Language } from '../../shared/words/words'
import type { PayloadForm } from '../format/clipboard'
import type { DiffLayout, DiffRow } from '../format/diff'
import type { JsonFault } from '../format/json'
import type { JsonText } from '../format/json-lines'
import type { NodeStory } from '../format/json-path'
import type { TreeRow } from '../format/json-tree'

/** What the page may ask of the worker that reads payloads. */
export interface Questions {
  /** Reads a JSON text from its UTF-8 bytes; what follows is about it. */
  open: { parts: Uint8Array[] }
  /** Lines of the formatted source, `to` exclusive. */
  lines: { from: number; to: number }
  /** The formatted source for the clipboard, of so many characters at most. */
  source: { most: number }
  /** Rows of the tree, `to` exclusive. */
  rows: { from: number; to: number }
  set: { node: number; open: boolean; deep: boolean }
  /** About the value on a row of the tree, or about a node; at most so many characters of it. */
  story: { by: 'row' | 'node'; number: number; most: number }
  /** Compares two payloads; what follows is about them. */
  compare: { a: Uint8Array; b: Uint8Array }
  compared: { layout: DiffLayout; from: number; to: number }
  /** Payloads as they are put on the clipboard; nothing of them is kept. */
  clipboard: { payloads: Uint8Array[]; form: PayloadForm }
}

export interface Answers {
  open: JsonOutcome
  lines: JsonText
  /** null: it is longer. */
  source: string | null
  rows: TreeRow[]
  /** Rows of the tree as it is now, and the one that the node is on. */
  set: { rows: number; row: number }
  story: NodeStory
  compare: DiffOutcome
  compared: DiffRow[]
  /** null: one of them is not JSON. */
  clipboard: string | null
}

export type Question = keyof Questions

export type JsonOutcome = { kind: 'json'; values: number; lines: number; rows: number } | JsonFault

export type DiffForm = 'json' | 'text' | 'hex'

export type DiffOutcome =
  | { kind: 'identical' }
  /** The same JSON but for white space. */
  | { kind: 'respaced' }
  /** Comparing them took too long: hardly anything is alike. */
  | { kind: 'unlike' }
  | { kind: 'changes'; form: DiffForm; added: number; removed: number; rows: Record<DiffLayout, number>; changes: Record<DiffLayout, number[]> }

export interface Asked<Q extends Question = Question> {
  id: number
  name: Q
  question: Questions[Q]
  /** What is wrong with a text is told in it: a worker does not know the settings. */
  language: Language
}

export type Answered = { id: number; answer: unknown } | { id: number; broken: string }
