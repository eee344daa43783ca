import { getContext, setContext } from 'svelte'
import { templateParts, type TemplatePart } from '../../../shared/template'
import type { Secrets } from '../../state/secrets.svelte'

/** What every field of the form may need, whatever is edited. */
export interface FormContext {
  secrets: Secrets
  /** Variables that can be used where this is edited. */
  known: (name: string) => boolean
  /** A file that the person chooses; null: none. */
  chooseFile: () => Promise<string | null>
  fail: (error: unknown) => void
  /** Shows a section. */
  go: (section: string) => void
}

const key = Symbol('form')

export function provideForm(form: FormContext): void {
  setContext(key, form)
}

export function useForm(): FormContext {
  return getContext<FormContext>(key)
}

export function partsOf(text: string): readonly TemplatePart[] {
  return templateParts(text)
}
