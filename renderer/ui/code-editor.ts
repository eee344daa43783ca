import { completionStatus, startCompletion } from '@codemirror/autocomplete'
import { history, isolateHistory } from '@codemirror/commands'
import { forceLinting } from '@codemirror/lint'
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import { dropCursor, EditorView, highlightSpecialChars, placeholder, tooltips } from '@codemirror/view'
import { colouredCharacters } from './code-bounds'
import { codeKeys, type CodeActions } from './code-keys'
import { languageParts, problemMarks, type CodeLanguage, type CodeProblem } from './code-language'
import { codeTheme } from './code-theme'
import { variableMarks, variablesChanged, type Variables } from './code-variables'

/** Longer texts are told of when the typing pauses: to read one at each key would be felt. */
const lazyCharacters = 128 * 1024
const lazyMs = 150

export interface CodeOptions extends CodeActions {
  variables: Variables
  problemOf: (text: string) => CodeProblem | null
  changed: (text: string) => void
  /** Attributes of what is written in, such as its name. */
  attributes: () => Record<string, string>
  text: string
  look: CodeLook
}

/** What may change while the editor is there. */
export interface CodeLook {
  language: CodeLanguage
  hint: string
  foldLabel: string
  /** CodeMirror's own words in the language of the page. */
  phrases: Record<string, string>
}

/** One CodeMirror in a shadow root: its style sheets are adopted there, where no policy forbids them, and meet nothing else of the page. */
export class CodeArea {
  readonly view: EditorView
  readonly #look = new Compartment()
  readonly #attributes = new Compartment()
  readonly #options: CodeOptions
  #timer: ReturnType<typeof setTimeout> | null = null
  /** What the page knows of the text. */
  #told: string
  /** What the editor has: each change of it reads the selection, for which the page is laid out. */
  #looks: string
  #described: string

  constructor(host: HTMLElement, options: CodeOptions) {
    this.#options = options
    this.#told = options.text
    this.#looks = JSON.stringify([options.look, options.text.length > colouredCharacters])
    this.#described = JSON.stringify(options.attributes())
    const root = host.shadowRoot ?? host.attachShadow({ mode: 'open', delegatesFocus: true })
    this.view = new EditorView({ root, parent: root, state: EditorState.create({ doc: options.text, extensions: this.#extensions() }) })
  }

  /** Takes over a text that was not typed here; it can be undone. */
  show(text: string): void {
    if (text === this.#told) return
    this.#stopTimer()
    this.#told = text
    const changes = { from: 0, to: this.view.state.doc.length, insert: text }
    // One step of its own on the way back.
    this.view.dispatch({ changes, selection: { anchor: text.length }, annotations: isolateHistory.of('full') })
  }

  look(look: CodeLook): void {
    const large = this.view.state.doc.length > colouredCharacters
    const looks = JSON.stringify([look, large])
    if (looks === this.#looks) return
    this.#looks = looks
    this.view.dispatch({ effects: this.#look.reconfigure(partsOf(look, large)) })
    forceLinting(this.view)
  }

  describe(): void {
    const attributes = this.#options.attributes()
    const described = JSON.stringify(attributes)
    if (described === this.#described) return
    this.#described = described
    this.view.dispatch({ effects: this.#attributes.reconfigure(EditorView.contentAttributes.of(attributes)) })
  }

  variablesChanged(): void {
    this.view.dispatch({ effects: variablesChanged.of(null) })
    forceLinting(this.view)
    // A list that is open offers what is known now.
    if (completionStatus(this.view.state) === 'active') startCompletion(this.view)
  }

  /** Tells of what was typed and not told yet. */
  flush(): void {
    if (this.#timer === null) return
    this.#stopTimer()
    this.#tell()
  }

  destroy(): void {
    this.flush()
    this.view.destroy()
  }

  #extensions(): Extension[] {
    const { variables, problemOf, attributes, submit, step, look, text } = this.#options
    return [
      codeKeys({ submit: () => (this.flush(), submit()), step }),
      codeTheme,
      history(),
      // Line ends stay as they came; only what is pasted gets the usual ones.
      EditorState.lineSeparator.of('\n'),
      EditorView.clipboardInputFilter.of((text) => text.replaceAll('\r\n', '\n')),
      dropCursor(),
      highlightSpecialChars(),
      EditorView.lineWrapping,
      tooltips({ position: 'fixed' }),
      variableMarks(variables),
      problemMarks(problemOf),
      this.#look.of(partsOf(look, text.length > colouredCharacters)),
      this.#attributes.of(EditorView.contentAttributes.of(attributes())),
      EditorView.updateListener.of(({ docChanged, state }) => {
        if (docChanged) this.#heard(state.doc.length)
      }),
      EditorView.domEventHandlers({ blur: () => this.flush() }),
    ]
  }

  #heard(length: number): void {
    this.#stopTimer()
    if (length <= lazyCharacters) this.#tell()
    else this.#timer = setTimeout(() => this.flush(), lazyMs)
  }

  #tell(): void {
    const text = this.view.state.doc.toString()
    if (text === this.#told) return
    this.#told = text
    this.#options.changed(text)
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}

function partsOf({ language, hint, foldLabel, phrases }: CodeLook, large: boolean): Extension {
  return [languageParts({ language, large, foldLabel }), placeholder(hint), EditorState.phrases.of(phrases)]
}
