import { t } from '../../../shared/words/words'
import { plainLine } from '../../format/text'
import type { Composer } from '../../state/composer.svelte'
import type { VariableFace } from '../../ui/code-variables'

/** Characters of a value, and values, that a tooltip shows. */
const longest = 200
const most = 4

/** How each variable looks and what it stands for just now; another function when any of that changes. */
export function facesOf(composer: Composer): (name: string) => VariableFace {
  const { variables } = composer
  const origins = {
    global: t('composer.variable.global'),
    folder: t('composer.variable.folder'),
    environment: t('composer.variable.environment'),
    dynamic: t('composer.variable.dynamic'),
  }
  const [unknown, anew, differs, empty] = [t('composer.variable.unknown'), t('composer.variable.dynamicValue'), t('composer.variable.differs'), t('composer.variable.empty')]
  const nowhere = t('composer.variable.nowhere')
  return (name) => {
    const facts = variables.get(name)
    if (facts === undefined || !composer.knows(name)) return { tone: 'unknown', origin: nowhere, values: [unknown] }
    const origin = origins[facts.from]
    if (facts.from === 'dynamic') return { tone: 'known', origin, values: [anew] }
    if (facts.secret) return { tone: 'secret', origin, values: ['••••'] }
    const shown = facts.values.slice(0, most).map((value) => (value === '' ? empty : cut(value)))
    const more = facts.values.length - shown.length
    const values = more > 0 ? [...shown, t('composer.variable.more', { more })] : shown
    return { tone: 'known', origin, values: facts.values.length > 1 ? [differs, ...values] : values }
  }
}

function cut(value: string): string {
  return plainLine(value.length > longest ? `${value.slice(0, longest)}…` : value)
}
