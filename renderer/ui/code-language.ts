import { closeBrackets } from '@codemirror/autocomplete'
import { json } from '@codemirror/lang-json'
import { xml } from '@codemirror/lang-xml'
import { bracketMatching, codeFolding, foldGutter } from '@codemirror/language'
import { linter, type Diagnostic } from '@codemirror/lint'
import type { Extension } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import { colouredCharacters } from './code-bounds'

export type CodeLanguage = 'json' | 'xml' | 'plain'

/** What is wrong with a text, and where; `sure` false: it may still come out right. */
export interface CodeProblem {
  from: number
  to: number
  words: string
  sure: boolean
}

export interface LanguageOptions {
  language: CodeLanguage
  large: boolean
  foldLabel: string
}

/** What belongs to one language; plain text is left alone as it is typed. */
export function languageParts({ language, large, foldLabel }: LanguageOptions): Extension {
  if (language === 'plain' || large) return []
  const placeholderDOM = (_view: EditorView, onclick: (event: Event) => void) => foldMark(foldLabel, onclick)
  return [
    language === 'json' ? json() : xml(),
    bracketMatching(),
    closeBrackets(),
    codeFolding({ placeholderDOM }),
    foldGutter({ markerDOM: (open) => foldArrow(open) }),
  ]
}

/** Marks what is wrong once the typing has paused. */
export function problemMarks(problemOf: (text: string) => CodeProblem | null): Extension {
  return linter((view): Diagnostic[] => {
    if (view.state.doc.length > colouredCharacters) return []
    const problem = problemOf(view.state.doc.toString())
    return problem === null ? [] : [{ from: problem.from, to: problem.to, severity: problem.sure ? 'error' : 'warning', message: problem.words }]
  }, { delay: 250 })
}

function foldMark(label: string, onclick: (event: Event) => void): HTMLElement {
  const mark = document.createElement('span')
  mark.className = 'cm-foldPlaceholder'
  mark.textContent = '…'
  mark.title = label
  mark.setAttribute('aria-label', label)
  mark.onclick = onclick
  return mark
}

function foldArrow(open: boolean): HTMLElement {
  const arrow = document.createElement('span')
  arrow.textContent = open ? '⌄' : '›'
  return arrow
}
