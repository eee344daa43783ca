/** Reads the note of a life-cycle entry. */
import type { LifecycleNote } from '../../../shared/entry'

/** Null if the payload is not what this version of Sockdeck notes. */
export function noteOf(payload: Buffer): LifecycleNote | null {
  const value = parsed(payload.toString())
  return isNote(value) ? value : null
}

/** An event and words; what else it tells is not looked at. */
export function isNote(value: unknown): value is LifecycleNote {
  return typeof value === 'object' && value !== null && 'event' in value && typeof value.event === 'string' && 'words' in value && typeof value.words === 'string'
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
