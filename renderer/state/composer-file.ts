import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import type { ComposedMessage } from '../../shared/payload'
import { literalTemplate } from '../../shared/template'
import { t } from '../../shared/words/words'

/** A file that is sent in place of a text. */
export interface AttachedFile {
  name: string
  bytes: Uint8Array
  /** null: it is no UTF-8, and a text frame can't carry it. */
  text: string | null
  as: 'binary' | 'text'
}

/** What a page is handed by a file field or a drop. */
type Readable = Pick<File, 'name' | 'size' | 'arrayBuffer'>

/** Throws AppError message-too-large, and file-unreadable for a folder or what is gone. */
export async function attach(file: Readable): Promise<AttachedFile> {
  if (file.size > limits.composedBytes) throw new AppError('message-too-large', t('composer.file.tooLarge', { name: file.name, most: limits.composedBytes / 1024 / 1024 }))
  try {
    const bytes = new Uint8Array(await file.arrayBuffer())
    return { name: file.name, bytes, text: textOf(bytes), as: 'binary' }
  } catch (error) {
    throw new AppError('file-unreadable', t('composer.file.unreadable', { name: file.name }), { cause: error })
  }
}

/** Nothing in it is a variable: it goes out byte for byte. */
export function fileMessage({ bytes, text, as }: AttachedFile): ComposedMessage {
  return as === 'text' && text !== null ? { format: 'text', text: literalTemplate(text) } : { format: 'base64', text: base64Text(bytes) }
}

export function base64Text(bytes: Uint8Array): string {
  const step = 0x8000
  let binary = ''
  for (let at = 0; at < bytes.length; at += step) binary += String.fromCharCode(...bytes.subarray(at, at + step))
  return btoa(binary)
}

/** null: it is not UTF-8. */
export function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}
