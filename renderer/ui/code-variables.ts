import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import { StateEffect, type Extension, type Range } from '@codemirror/state'
import { Decoration, hoverTooltip, ViewPlugin, type DecorationSet, type EditorView, type Tooltip, type ViewUpdate } from '@codemirror/view'
import { completed, completionAt, fitting } from './completion'
import type { TextPart } from './template'

/** How the place of a variable looks, and what is read when the pointer rests on it. */
export interface VariableFace {
  tone: 'known' | 'unknown' | 'secret'
  /** Where its value comes from. */
  origin: string
  /** One line for each value. */
  values: readonly string[]
}

/** What an editor asks about variables; asked anew each time, so that it may change. */
export interface Variables {
  parts: (text: string) => readonly TextPart[]
  face: (name: string) => VariableFace
  names: () => readonly { name: string; hint: string }[]
}

/** What is known of variables has changed. */
export const variablesChanged = StateEffect.define()

/** A place is no longer than this, and lies on one line. */
const longest = 210
const marks = { known: mark('known'), unknown: mark('unknown'), secret: mark('secret') }

function mark(tone: string): Decoration {
  return Decoration.mark({ class: `cm-variable cm-variable-${tone}` })
}

export function variableMarks(variables: Variables): Extension {
  return [decorations(variables), hoverTooltip((view, at) => tooltipAt(view, at, variables), { hoverTime: 250, hideOnChange: true }), completions(variables)]
}

function decorations(variables: Variables): Extension {
  class Marker {
    decorations: DecorationSet
    constructor(view: EditorView) {
      this.decorations = placesSeen(view, variables)
    }
    update({ docChanged, viewportChanged, transactions, view }: ViewUpdate): void {
      const told = transactions.some(({ effects }) => effects.some((effect) => effect.is(variablesChanged)))
      if (docChanged || viewportChanged || told) this.decorations = placesSeen(view, variables)
    }
  }
  return ViewPlugin.fromClass(Marker, { decorations: (marker) => marker.decorations })
}

function placesSeen(view: EditorView, variables: Variables): DecorationSet {
  const { doc } = view.state
  const found: Range<Decoration>[] = []
  let done = 0
  for (const { from, to } of view.visibleRanges) {
    const start = Math.max(done, doc.lineAt(from).from, from - longest)
    done = Math.min(doc.lineAt(to).to, to + longest)
    for (const place of placesIn(doc.sliceString(start, done), variables)) {
      found.push(marks[variables.face(place.name).tone].range(start + place.from, start + place.to))
    }
  }
  return Decoration.set(found)
}

interface Place {
  from: number
  to: number
  name: string
}

function placesIn(text: string, { parts }: Variables): Place[] {
  if (!text.includes('{{')) return []
  const places: Place[] = []
  let at = 0
  for (const part of parts(text)) {
    if (part.kind === 'variable') places.push({ from: at, to: at + part.text.length, name: part.name ?? '' })
    at += part.text.length
  }
  return places
}

function tooltipAt(view: EditorView, at: number, variables: Variables): Tooltip | null {
  const line = view.state.doc.lineAt(at)
  const start = Math.max(line.from, at - longest)
  const text = view.state.doc.sliceString(start, Math.min(line.to, at + longest))
  const place = placesIn(text, variables).find(({ from, to }) => start + from <= at && at <= start + to)
  if (place === undefined) return null
  return { pos: start + place.from, end: start + place.to, above: true, create: () => ({ dom: drawn(place.name, variables.face(place.name)) }) }
}

/** Text nodes only: a value may be anything. */
function drawn(name: string, { tone, origin, values }: VariableFace): HTMLElement {
  const box = element('div', `cm-value cm-value-${tone}`)
  box.append(element('div', 'cm-value-name', `${name} · ${origin}`), ...values.map((value) => element('div', 'cm-value-text', value)))
  return box
}

function element(tag: string, name: string, text = ''): HTMLElement {
  const made = document.createElement(tag)
  made.className = name
  made.textContent = text
  return made
}

function completions({ names }: Variables): Extension {
  const source = ({ state, pos }: CompletionContext): CompletionResult | null => {
    const line = state.doc.lineAt(pos)
    const written = completionAt(line.text, pos - line.from)
    if (written === null) return null
    return {
      from: line.from + written.from,
      options: fitting(names(), written.typed).map(({ name, hint }) => ({ label: name, detail: hint, apply: insertName })),
      // The order is ours; asked again at once with each letter, so that Tab never takes what fitted the letter before.
      filter: false,
      update: (_old, _from, _to, context) => source(context),
    }
  }
  return autocompletion({ override: [source], icons: false, defaultKeymap: false, interactionDelay: 0, activateOnTypingDelay: 30, maxRenderedOptions: 50 })
}

function insertName(view: EditorView, { label }: { label: string }, from: number, to: number): void {
  const after = view.state.sliceDoc(to, Math.min(to + 20, view.state.doc.length))
  const insert = completed(label, after)
  // Behind the braces, whether they were there or came with it.
  const end = from + insert.length + (insert === label ? after.indexOf('}}') + 2 : 0)
  view.dispatch({ changes: { from, to, insert }, selection: { anchor: end }, userEvent: 'input.complete' })
}
