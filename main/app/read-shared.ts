/** Reads a file that the system wants opened: nobody has chosen it in a dialog. */
import { stat } from 'node:fs/promises'
import { AppError } from '../../shared/errors'
import { t } from '../../shared/words/words'
import { readCapped } from './dialogs'

/** Rejects with AppError, as `readCapped` does. */
export async function readShared(file: string): Promise<string> {
  // A pipe would be waited for without end. What can't be looked at is said by the reading.
  const stats = await stat(file).catch(() => null)
  if (stats?.isFile() === false) throw new AppError('file-unreadable', t('opening.refused.notFile'))
  return readCapped(file)
}
