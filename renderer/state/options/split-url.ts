import type { Row } from '../../../shared/options'

export interface SplitUrl {
  /** Without user name, password and query. */
  bare: string
  query: Row[]
  user: string
  password: string
}

/** Takes a URL apart that carries a query or a user name; null if it has neither. Templates in it stay as they are. */
export function splitUrl(text: string): SplitUrl | null {
  const match = /^(wss?:\/\/)(?:([^/?#@]*)@)?([^?#]*)(?:\?([^#]*))?(#.*)?$/i.exec(text.trim())
  if (match === null) return null
  const [, scheme = '', userinfo = '', rest = '', search = '', hash = ''] = match
  if (userinfo === '' && search === '') return null
  const [user = '', ...password] = userinfo.split(':')
  return {
    bare: `${scheme}${rest}${hash}`,
    query: search.split('&').flatMap((pair) => (pair === '' ? [] : [parameter(pair)])),
    user: decoded(user),
    password: decoded(password.join(':')),
  }
}

function parameter(pair: string): Row {
  const at = pair.indexOf('=')
  const name = at === -1 ? pair : pair.slice(0, at)
  return { name: form(name), value: at === -1 ? '' : form(pair.slice(at + 1)), enabled: true, secret: false }
}

/** In a query `+` is a space, as forms and URLSearchParams have it. */
function form(text: string): string {
  return decoded(text.replaceAll('+', ' '))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
