/** Target: puts a URL as other tools write it into a draft, with what doesn't belong into a saved URL taken out. */
import { isSecretHeader } from '../../shared/url'
import { t } from '../../shared/words/words'
import { sealable, type Draft } from './draft'

/** `bare` is what the tool puts in front of a URL without a scheme; null: it takes none. */
export function aim(draft: Draft, text: string, bare: 'ws://' | null = null): void {
  let url = text.trim().replace(/^http(s?):\/\//i, 'ws$1://')
  if (bare !== null && url !== '' && !/^(?:[a-z][a-z0-9+.-]*:\/\/|ws\+unix:|\{\{)/i.test(url)) url = bare + url
  const hash = url.indexOf('#')
  if (hash !== -1) {
    url = url.slice(0, hash)
    draft.leave(t('main.left.fragment'))
  }
  url = withoutUser(draft, url)
  draft.url = withoutSecrets(draft, url)
}

/** A password in the URL would be saved, shown and exported with it. */
function withoutUser(draft: Draft, url: string): string {
  const match = /^(wss?:\/\/)([^/?]*)@/i.exec(url)
  if (match === null) return url
  const [whole, scheme = '', credentials = ''] = match
  if (draft.options.auth === undefined) basic(draft, decoded(credentials))
  return scheme + url.slice(whole.length)
}

/** `user:password`, as most tools write it. */
export function basic(draft: Draft, credentials: string, kind: 'basic' | 'digest' = 'basic'): void {
  const colon = credentials.indexOf(':')
  draft.set({ auth: { kind, user: colon === -1 ? credentials : credentials.slice(0, colon), password: colon === -1 ? '' : credentials.slice(colon + 1) } })
}

/** The same for query parameters that sound like a token: they become rows, whose values can be sealed. */
function withoutSecrets(draft: Draft, url: string): string {
  const start = url.indexOf('?')
  if (start === -1) return url
  const kept = url
    .slice(start + 1)
    .split('&')
    .filter((pair) => {
      const [name = '', value = ''] = nameAndValue(pair)
      if (!isSecretHeader(name) || !sealable(value) || value.startsWith('{{')) return true
      draft.row('query', { name, value, enabled: true, secret: true })
      return false
    })
  return url.slice(0, start) + (kept.length === 0 ? '' : `?${kept.join('&')}`)
}

function nameAndValue(pair: string): string[] {
  const equals = pair.indexOf('=')
  return (equals === -1 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)]).map((part) => decoded(part.replaceAll('+', ' ')))
}

export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Puts the path of a Unix socket under the URL that is there, whose host is not dialled then. */
export function overUnixSocket(draft: Draft, path: string): void {
  const [, scheme = '', rest = ''] = /^(wss?):\/\/[^/?]*(.*)$/i.exec(draft.url) ?? []
  if (scheme.toLowerCase() === 'wss') draft.leave(t('main.left.unixTls'))
  draft.url = `ws+unix:${path.replaceAll('%', '%25').replace(/[:?#]/g, encodeURIComponent)}:${rest.startsWith('/') ? rest : `/${rest}`}`
}
