import { causeKinds, type CauseKind } from '../../../shared/connection'
import type { RetryRule } from '../../../shared/options'
import { t } from '../../../shared/words/words'

type When = RetryRule['when']

interface Choice<Value extends string> {
  value: Value
  label: string
}

export function whens(): Choice<When['kind']>[] {
  return [
    { value: 'close-code', label: t('profile.rule.closeCode') },
    { value: 'http-status', label: t('profile.rule.httpStatus') },
    { value: 'cause', label: t('profile.rule.cause') },
  ]
}

export function causes(): Choice<CauseKind>[] {
  return causeKinds.map((value) => ({ value, label: t(`profile.causeKind.${value}`) }))
}

export function whenOf(kind: When['kind']): When {
  switch (kind) {
    case 'close-code':
      return { kind, codes: '' }
    case 'http-status':
      return { kind, status: 503 }
    case 'cause':
      return { kind, cause: 'refused' }
  }
}

/** What is typed for a condition, as text. */
export function whenText(when: When): string {
  if (when.kind === 'close-code') return when.codes
  if (when.kind === 'http-status') return Number.isNaN(when.status) ? '' : String(when.status)
  return when.cause
}

export function whenTyped(kind: When['kind'], text: string): When {
  const typed = text.trim()
  if (kind === 'close-code') return { kind, codes: typed }
  if (kind === 'http-status') return { kind, status: typed === '' ? Number.NaN : Number(typed) }
  return { kind, cause: typed as CauseKind }
}

export function newRule(): RetryRule {
  return { when: whenOf('close-code'), retry: true, afterMs: 0 }
}
