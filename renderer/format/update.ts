import type { UpdateState } from '../../shared/update'
import { t } from '../../shared/words/words'
import { formatBytes } from './bytes'
import { dateTime } from './capture'

export interface UpdateWords {
  title: string
  text: string
}

/** What there is to say of updates; `version` is the one that runs. */
export function updateWords(state: UpdateState, version: string): UpdateWords {
  switch (state.kind) {
    case 'unable':
      return { title: t(`update.unable.${state.why}`), text: t(`update.unable.${state.why}Text`) }
    case 'idle':
      return { title: t('update.idle'), text: '' }
    case 'checking':
      return { title: t('update.checking'), text: '' }
    case 'current':
      return { title: t('update.current', { version }), text: t('update.currentText', { time: dateTime(state.at) }) }
    case 'available':
      return { title: t('update.available', { version: state.found.version }), text: t('update.availableText', { version }) }
    case 'downloading':
      return { title: t('update.downloading', { version: state.found.version }), text: t('update.downloadingText') }
    case 'ready':
      return { title: t('update.ready', { version: state.found.version }), text: t('update.readyText') }
    case 'failed':
      return failedWords(state)
  }
}

function failedWords({ during, problem, found }: Extract<UpdateState, { kind: 'failed' }>): UpdateWords {
  if (during === 'install') return { title: t('update.failedInstall'), text: t('update.installText') }
  const title = found === null ? t('update.failedCheck') : t('update.failedDownload', { version: found.version })
  return { title, text: t(`update.problem.${problem}`) }
}

/** “12 MB of 98 MB”; how much is to come is not known before the first of it is there. */
export function progressWords({ bytes, total }: { bytes: number; total: number }): string {
  return total === 0 ? t('update.begins') : t('update.progress', { bytes: formatBytes(bytes), total: formatBytes(total) })
}

/** A few letters for the status bar; null: there is nothing to do. */
export function updateChip(state: UpdateState): string | null {
  if (state.kind === 'available' || state.kind === 'ready') return t(`update.chip.${state.kind}`)
  if (state.kind === 'downloading') return t('update.chip.downloading', { percent: Math.floor(doneOf(state) * 100) })
  // A look that failed is told to whoever asked for it.
  return state.kind === 'failed' && state.during !== 'check' ? t('update.chip.failed') : null
}

/** 0…1 */
export function doneOf({ bytes, total }: { bytes: number; total: number }): number {
  return total === 0 ? 0 : Math.min(1, bytes / total)
}
