import { AppError, type ErrorCode } from '../../shared/errors'

interface Words {
  title: string
  /** What to do about it; empty where the message says it all. */
  advice: string
}

const words: Record<ErrorCode, Words> = {
  'bad-payload': { title: 'That was not accepted', advice: 'Check the values and try again.' },
  'bad-sender': { title: 'That was not accepted', advice: 'Restart Sockdeck.' },
  'unknown-command': { title: 'This version of Sockdeck can’t do that', advice: 'Restart Sockdeck.' },
  'not-found': { title: 'It is no longer there', advice: '' },
  'too-many': { title: 'That is more than Sockdeck allows', advice: '' },
  'bad-hex': { title: 'Not valid hex', advice: '' },
  'bad-base64': { title: 'Not valid base64', advice: '' },
  'bad-json': { title: 'Not valid JSON', advice: '' },
  'bad-regex': { title: 'Not a valid regular expression', advice: '' },
  'bad-field': { title: 'Not a valid field condition', advice: 'Write a JSONPath, alone or compared: $.type == "trade".' },
  'capture-damaged': { title: 'A part of the capture can’t be read', advice: 'The rest of it can still be read and exported.' },
  'capture-live': { title: 'That capture is being recorded', advice: 'Begin a new capture first.' },
  'message-too-large': { title: 'The message is too large', advice: '' },
  'unknown-variable': { title: 'A variable is not known', advice: 'Add it to the environment or the folder.' },
  'secret-unavailable': { title: 'The secret can’t be read on this machine', advice: 'Enter it again.' },
  'exchange-unknown': { title: 'Not recognised', advice: '' },
  'exchange-invalid': { title: 'That can’t be read', advice: '' },
  'import-too-large': { title: 'Nothing was imported: the file is too large', advice: '' },
  'import-not-json': { title: 'Nothing was imported: the file is not JSON', advice: '' },
  'import-future-version': { title: 'Nothing was imported: the file is from a newer Sockdeck', advice: 'Update Sockdeck, then import it again.' },
  'import-invalid': { title: 'Nothing was imported: the file does not fit', advice: '' },
  'file-unreadable': { title: 'The file can’t be read', advice: 'Check that it exists and that you may read it.' },
  'file-unwritable': { title: 'The file can’t be written', advice: 'Choose another place, or check the free space.' },
  'store-write': { title: 'Saving failed', advice: 'Free some disk space and try again. What was saved before is untouched.' },
  'hub-port': { title: 'The hub could not start', advice: '' },
  'internal': { title: 'Something went wrong', advice: '' },
}

/** A failure in words: what happened, and below it why and what to do. */
export function describeError(error: unknown): { title: string; text: string } {
  if (!(error instanceof AppError)) return { title: words.internal.title, text: 'Sockdeck did not answer. If it happens again, restart it.' }
  const { title, advice } = words[error.code]
  const sentence = error.message === '' || /[.!?]$/.test(error.message) || advice === '' ? error.message : `${error.message}.`
  return { title, text: [sentence, advice].filter((part) => part !== '').join(' ') }
}
