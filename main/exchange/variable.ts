/** Variable: takes over a named value of another tool, and the places where it is used. */
import type { Variable } from '../../shared/environment'
import { isSecretHeader } from '../../shared/url'
import { sealable } from './draft'

/** Secret if the tool or its name says so. */
export function variableOf(name: string, value: string, secret = false, enabled = true): Variable {
  return { name, value, enabled, secret: (secret || isSecretHeader(name)) && sealable(value) }
}

/** Characters that a name may not have become `_`, in the same way wherever it is used. */
export function usableName(name: string): string {
  const clean = name.trim().slice(0, 100).replace(/[^\w.-]/g, '_')
  return /^[A-Za-z_]/.test(clean) ? clean : `_${clean}`.slice(0, 100)
}
