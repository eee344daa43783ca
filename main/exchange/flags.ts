/** Flags: walks the words of a command line by a table of what each flag takes and where it goes. */
import { t, type WordKey } from '../../shared/words/words'
import { clipped, type Draft } from './draft'

/** A parse in progress; tools add what only makes sense once all flags are known. */
export interface State {
  draft: Draft
  positionals: string[]
}

export interface Rule<S> {
  takes: 'value' | 'nothing' | 'maybe'
  take: (state: S, value: string) => void
}

export const value = <S extends State>(take: (state: S, value: string) => void): Rule<S> => ({ takes: 'value', take })
/** A value that may be left out: what follows is one unless it begins with a dash. */
export const maybe = <S extends State>(take: (state: S, value: string) => void): Rule<S> => ({ takes: 'maybe', take })
export const alone = <S extends State>(take: (state: S) => void): Rule<S> => ({ takes: 'nothing', take })
/** Means nothing for a connection that is kept and looked at. */
export const ignored: Rule<State> = alone(() => undefined)
export const ignoredValue: Rule<State> = value(() => undefined)
/** Words of a rule: looked up when a line is read, in the language of that moment. */
type FlagWords = Extract<WordKey, `main.flag.${string}`>
export const left = (words: FlagWords): Rule<State> => alone(({ draft }) => draft.leave(t(words)))
export const leftValue = (words: FlagWords): Rule<State> => value(({ draft }) => draft.leave(t(words)))

/** There is no way to trust everything, on purpose; whoever comes from a tool that has it is told what to do. */
export const insecure = left('main.flag.insecure')

/** By flag, as it is written: `-H`, `--header`. */
export type Rules<S> = ReadonlyMap<string, Rule<S>>

/** Keys hold all writings of a flag, with spaces between. */
export function rulesOf<S extends State>(table: Record<string, Rule<S>>): Rules<S> {
  return new Map(Object.entries(table).flatMap(([names, rule]) => names.split(' ').map((name) => [name, rule] as const)))
}

export function readFlags<S extends State>(words: readonly string[], rules: Rules<S>, state: S): void {
  let at = 0
  const next = () => words[at++]
  /** `attached`: what stands behind the flag in the same word; null: nothing does. */
  const apply = (name: string, rule: Rule<S>, attached: string | null) => {
    if (rule.takes === 'nothing') return rule.take(state, '')
    const follows = words[at]
    if (attached !== null) rule.take(state, attached)
    else if (follows !== undefined && (rule.takes === 'value' || !follows.startsWith('-'))) rule.take(state, next() ?? '')
    else if (rule.takes === 'maybe') rule.take(state, '')
    else state.draft.leave(t('main.left.noValue', { flag: name }))
  }
  const short = (word: string) => {
    for (let index = 1; index < word.length; index += 1) {
      const name = `-${word[index] ?? ''}`
      const rule = rules.get(name)
      if (rule === undefined) unknown(state.draft, name)
      else if (rule.takes === 'nothing') apply(name, rule, null)
      else return apply(name, rule, index + 1 < word.length ? word.slice(index + 1).replace(/^=/, '') : null)
    }
  }
  while (at < words.length) {
    const word = next() ?? ''
    if (word === '--') state.positionals.push(...words.slice(at).filter(() => (at += 1) > 0))
    else if (word === '-' || !word.startsWith('-')) state.positionals.push(word)
    else if (word.startsWith('--')) {
      const equals = word.indexOf('=')
      const name = equals === -1 ? word : word.slice(0, equals)
      const rule = rules.get(name)
      if (rule === undefined) unknown(state.draft, name)
      else apply(name, rule, equals === -1 ? null : word.slice(equals + 1))
    } else short(word)
  }
}

function unknown(draft: Draft, name: string): void {
  draft.leave(t('main.left.unknownFlag', { flag: clipped(name, 40) }))
}
