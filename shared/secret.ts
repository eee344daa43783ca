/** Secret: how a password, token or key is referred to where profiles are kept, shown and passed on; never the secret itself. */
import * as v from 'valibot'
import { templateParts } from './template'
import { t } from './words/words'

/** `sec_…`: kept by main under this id, and never changed; '' for none; or one `{{variable}}` alone. */
export type SecretRef = string

const secretId = /^sec_[A-Za-z0-9_-]{1,60}$/

export function isSecretId(ref: SecretRef): boolean {
  return secretId.test(ref)
}

/** A field that takes a secret may name a variable in its place. */
export function isTemplateAlone(ref: string): boolean {
  const parts = templateParts(ref)
  return parts.length === 1 && parts[0]?.kind === 'variable'
}

export const secretRefSchema = v.pipe(
  v.string(),
  v.check((ref) => ref === '' || isSecretId(ref) || isTemplateAlone(ref), () => t('check.secretRef')),
)

/** What of secrets the window may know. */
export interface SecretsState {
  /** Name of the system's secret store, such as `gnome_libsecret`; '' where there is none. */
  backend: string
  /** The system keeps the key safe. Otherwise secrets live for this run only, unless the person agreed to weaker protection. */
  safe: boolean
  agreed: boolean
  /** Ids that can't be read: decrypting failed, or they lived in an earlier run only. Their fields count as empty. */
  unreadable: string[]
}
