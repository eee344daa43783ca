/** Settle: puts the secrets in order at start: old plain ones away, unused ones out, and the person told where none can be kept. */
import { isDeepStrictEqual } from 'node:util'
import { t } from '../../shared/words/words'
import { referencedSecrets, withSealedHeaders } from '../store/references'
import type { Engine } from './engine'

type Parts = Pick<Engine, 'settings' | 'secrets' | 'environments' | 'profiles' | 'notices' | 'report'>

export function settleSecrets(parts: Parts): void {
  const { settings, secrets, environments, profiles } = parts
  sealOldHeaders(parts)
  const inUse = () => referencedSecrets({ book: profiles.book, environments: environments.value, defaults: settings.value.defaults })
  const used = inUse()
  secrets.collect(used)
  tellWhereUnsafe(parts, used.size > 0)
  const follow = () => secrets.follow(inUse())
  profiles.onChange(follow)
  environments.onChange(follow)
  let { defaults } = settings.value
  settings.onChange((now) => {
    if (isDeepStrictEqual(defaults, now.defaults)) return
    defaults = now.defaults
    follow()
  })
}

/** Profiles of an older Sockdeck had no other place for a token than a plain header. */
function sealOldHeaders({ secrets, profiles, report }: Parts): void {
  if (!profiles.isOld || !secrets.state.safe) return
  try {
    const sealed = withSealedHeaders(profiles.book, (texts) => secrets.putAll(texts))
    if (sealed !== null) profiles.replace(sealed)
  } catch (error) {
    report(() => t('main.notice.unsealed'), error)
  }
}

/** Once per start. */
function tellWhereUnsafe({ secrets, notices }: Parts, someExist: boolean): void {
  let told = false
  const tell = () => {
    const { safe, agreed } = secrets.state
    if (told || safe || agreed) return
    told = true
    notices.add({
      level: 'warning',
      title: t('main.notice.secretsTitle'),
      text: t('main.notice.secretsText'),
    })
  }
  if (someExist) tell()
  secrets.onChange(() => {
    if (secrets.holdsSome) tell()
  })
}
