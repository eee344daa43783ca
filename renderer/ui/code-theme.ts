import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

/** Colours by the tokens, which go through the edge of the editor's shadow root and follow the theme by themselves. */
const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.tagName, tags.angleBracket], color: 'var(--code-key)' },
  { tag: [tags.string, tags.attributeValue], color: 'var(--code-string)' },
  { tag: [tags.number, tags.attributeName], color: 'var(--code-number)' },
  { tag: [tags.bool, tags.null, tags.keyword, tags.processingInstruction, tags.documentMeta, tags.character], color: 'var(--code-word)' },
  { tag: tags.comment, color: 'var(--text-3)', fontStyle: 'italic' },
])

const scrollBar = {
  '.cm-scroller::-webkit-scrollbar, .cm-tooltip-autocomplete > ul::-webkit-scrollbar': { height: '10px', width: '10px' },
  '.cm-scroller::-webkit-scrollbar-thumb, .cm-tooltip-autocomplete > ul::-webkit-scrollbar-thumb': {
    background: 'light-dark(rgb(24 28 48 / 20%), rgb(226 230 255 / 17%))',
    backgroundClip: 'padding-box',
    border: '3px solid transparent',
    borderRadius: '5px',
  },
}

const marks = {
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--accent-soft)', borderRadius: '2px', boxShadow: '0 0 0 1px var(--accent-soft)' },
  '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'var(--fail-soft)' },
  '.cm-lintRange': { backgroundImage: 'none', paddingBottom: '0' },
  '.cm-lintRange-error': { background: 'var(--fail-soft)', borderRadius: '2px', textDecoration: 'underline wavy var(--fail) 1px', textDecorationSkipInk: 'none', textUnderlineOffset: '3px' },
  '.cm-lintRange-warning': { background: 'var(--wait-soft)', borderRadius: '2px', textDecoration: 'underline wavy var(--wait) 1px', textDecorationSkipInk: 'none', textUnderlineOffset: '3px' },
  '.cm-lintPoint-error::after': { borderBottomColor: 'var(--fail)' },
  '.cm-lintPoint-warning::after': { borderBottomColor: 'var(--wait)' },
  '.cm-variable': { borderRadius: '3px', boxDecorationBreak: 'clone', color: 'var(--accent-text)' },
  '.cm-variable *': { color: 'inherit' },
  '.cm-variable-known, .cm-variable-secret': { background: 'var(--accent-soft)', boxShadow: '0 0 0 1px var(--accent-soft)' },
  '.cm-variable-secret': { textDecoration: 'underline dotted var(--accent-text) 1px', textUnderlineOffset: '3px' },
  '.cm-variable-unknown': {
    background: 'var(--fail-soft)',
    color: 'var(--fail)',
    textDecoration: 'underline wavy var(--fail) 1px',
    textDecorationSkipInk: 'none',
    textUnderlineOffset: '3px',
  },
}

const floating = {
  '.cm-tooltip': { background: 'var(--raised)', border: '0', borderRadius: 'var(--radius-3)', boxShadow: 'var(--shadow-menu)', color: 'var(--text)', overflow: 'hidden', zIndex: 'var(--layer-menu)' },
  '.cm-tooltip-lint': { fontFamily: 'var(--font-sans)', fontSize: '12px' },
  '.cm-diagnostic': { borderLeft: '0', maxWidth: '420px', overflowWrap: 'anywhere', padding: '6px 10px', whiteSpace: 'pre-wrap' },
  '.cm-value': { fontFamily: 'var(--font-sans)', fontSize: '12px', maxWidth: '420px', padding: '6px 10px' },
  '.cm-value-name': { color: 'var(--text-3)', fontSize: '11.5px' },
  '.cm-value-text': { fontFamily: 'var(--font-mono)', overflowWrap: 'anywhere', unicodeBidi: 'isolate', whiteSpace: 'pre-wrap' },
  '.cm-value-unknown .cm-value-text': { color: 'var(--fail)', fontFamily: 'inherit' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-mono)', fontSize: '12px', margin: '0', maxHeight: '190px', maxWidth: '340px', minWidth: '240px', padding: '4px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { alignItems: 'center', borderRadius: '5px', boxSizing: 'border-box', display: 'flex', gap: '12px', height: '26px', justifyContent: 'space-between', lineHeight: '26px', padding: '0 8px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { background: 'var(--accent-soft)', color: 'var(--text)' },
  '.cm-completionLabel': { overflow: 'hidden', textOverflow: 'ellipsis' },
  '.cm-completionMatchedText': { fontWeight: '700', textDecoration: 'none' },
  '.cm-completionDetail': { color: 'var(--text-3)', fontFamily: 'var(--font-sans)', fontSize: '11.5px', fontStyle: 'normal', marginLeft: '0' },
}

const frame = {
  '&': { background: 'transparent', color: 'var(--text)', height: '100%' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', fontFeatureSettings: "'calt' 0, 'liga' 0", fontSize: '12px', lineHeight: '1.5', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--text)', padding: '5px 0' },
  '.cm-line': { padding: '0 10px 0 8px' },
  '.cm-gutters': { background: 'transparent', border: '0', color: 'var(--text-3)' },
  '.cm-foldGutter .cm-gutterElement': { cursor: 'default', padding: '0 0 0 4px' },
  '.cm-foldPlaceholder': { background: 'var(--pressed)', border: '0', borderRadius: '3px', color: 'var(--text-2)', padding: '0 5px' },
  '.cm-placeholder': { color: 'var(--text-3)' },
  '.cm-content ::selection, .cm-content::selection': { background: 'light-dark(rgb(79 86 208 / 22%), rgb(118 126 255 / 36%))' },
  '.cm-dropCursor': { borderLeftColor: 'var(--accent)' },
}

export const codeTheme: Extension = [EditorView.theme({ ...frame, ...marks, ...floating, ...scrollBar }), syntaxHighlighting(colours)]
