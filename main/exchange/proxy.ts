/** Proxy: takes a proxy as command lines write it, `[scheme://][user:password@]host[:port]`. */
import { t } from '../../shared/words/words'
import type { Draft } from './draft'
import { decoded } from './target'

export interface ProxyWritten {
  text: string
  /** `user:password` given apart; '' for none. */
  user: string
  /** Hosts reached without it; null: not said. */
  bypass: string | null
  /** What the tool takes where no port is given. */
  port: number
}

export function takeProxy(draft: Draft, { text, user, bypass, port }: ProxyWritten): void {
  if (bypass?.trim() === '*' || text.trim() === '') return text.trim() === '' && bypass === null ? undefined : draft.set({ proxy: { kind: 'none' } })
  const match = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:([^@/]*)@)?(\[[^\]/]*\]|[^:/@[\]]+)(?::(\d{1,5}))?\/?$/i.exec(text.trim())
  const kind = kindOf(match?.[1] ?? 'http')
  const at = match?.[4] === undefined ? port : Number(match[4])
  if (match === null || at < 1 || at > 65_535) return draft.leave(t('main.left.proxyAddress'))
  if (kind === null) return draft.leave(t('main.left.proxyKind', { kind: match[1] ?? '' }))
  const [name = '', ...password] = (user === '' ? decoded(match[2] ?? '') : user).split(':')
  draft.set({ proxy: { kind, host: (match[3] ?? '').replace(/^\[(.*)\]$/, '$1'), port: at, user: name, password: password.join(':'), bypass: bypass ?? '' } })
}

function kindOf(scheme: string): 'http' | 'socks5' | null {
  if (/^http$/i.test(scheme)) return 'http'
  return /^socks5h?$/i.test(scheme) ? 'socks5' : null
}
