/** Beyond: names the options of a profile that wscat or websocat can't carry, where they differ from the defaults. */
import { isDeepStrictEqual } from 'node:util'
import type { LineFormat } from '../../shared/exchange'
import { defaultOptions, type Options } from '../../shared/options'
import type { Plan } from '../../shared/plan'
import { templateNames } from '../../shared/template'
import { t, wordsOf } from '../../shared/words/words'

/** `true`: it is carried as it is. */
type Carried = (plan: Plan) => boolean
const yes: Carried = () => true
const withoutText: Carried = ({ tls }) => tls.ca.text === '' && tls.certificate.text === '' && tls.key.secret === ''

const carried: Record<LineFormat, Record<string, Carried | undefined>> = {
  wscat: {
    request: yes,
    auth: ({ auth }) => auth.kind !== 'digest' && auth.kind !== 'oauth2',
    'tls.ca': withoutText, 'tls.certificate': withoutText, 'tls.key': withoutText, 'tls.passphrase': yes,
    proxy: ({ proxy }) => proxy.kind === 'http' || proxy.kind === 'none', 'proxy.bypass': ({ proxy }) => proxy.bypass === '' || proxy.kind === 'none',
    redirects: yes, 'heartbeat.logged': yes,
    // It sends no pings and never comes back.
    heartbeat: ({ heartbeat }) => !heartbeat.enabled, reconnect: ({ reconnect }) => !reconnect.enabled,
    // wscat offers it in any case.
    'compression.mode': ({ compression }) => compression.mode === 'offered',
  },
  websocat: {
    request: yes,
    auth: ({ auth }) => auth.kind !== 'digest' && auth.kind !== 'oauth2',
    'tls.pfx': ({ tls }) => tls.pfx.secret === '', 'tls.passphrase': ({ tls }) => tls.pfx.file !== '',
    proxy: ({ proxy }) => (proxy.kind === 'socks5' && proxy.user === '') || proxy.kind === 'none', 'proxy.bypass': ({ proxy }) => proxy.bypass === '' || proxy.kind === 'none',
    'limits.receiveBytes': yes,
    'heartbeat.enabled': yes, 'heartbeat.intervalMs': yes, 'heartbeat.timeoutMs': yes, 'heartbeat.misses': yes,
    // Without `enabled`, the others say nothing.
    reconnect: ({ reconnect }) => !reconnect.enabled, 'reconnect.baseMs': yes, 'reconnect.factor': ({ reconnect }) => reconnect.factor === 1, 'reconnect.jitter': ({ reconnect }) => reconnect.jitter === 'none',
  },
}

const groupWords = wordsOf<keyof Options>({
  request: 'main.left.group.request',
  auth: 'main.left.group.auth',
  tls: 'main.left.group.tls',
  proxy: 'main.left.group.proxy',
  compression: 'main.left.group.compression',
  network: 'main.left.group.network',
  limits: 'main.left.group.limits',
  redirects: 'main.left.group.redirects',
  queue: 'main.left.group.queue',
  heartbeat: 'main.left.group.heartbeat',
  appPing: 'main.left.group.appPing',
  reconnect: 'main.left.group.reconnect',
  onOpen: 'main.left.group.onOpen',
})

export function beyond(plan: Plan, format: LineFormat): string[] {
  const left = (Object.keys(groupWords) as (keyof Options)[]).flatMap((group) => {
    const keys = Object.keys(defaultOptions[group]).concat(group === 'auth' ? Object.keys(plan.auth) : [])
    const lost = [...new Set(keys)].filter((key) => {
      const [mine, usual] = [plan[group], defaultOptions[group]].map((set) => (set as Record<string, unknown>)[key])
      const carries = carried[format][`${group}.${key}`] ?? carried[format][group]
      return !isDeepStrictEqual(mine, usual) && carries?.(plan) !== true
    })
    if (lost.length === 0) return []
    const which = group === 'auth' ? plan.auth.kind : lost.map((key) => key.replace(/(Ms|Bytes)$/, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)).join(', ')
    return [t('main.left.beyond', { group: groupWords[group], which, tool: format })]
  })
  const names = templateNames(JSON.stringify([plan.url, plan.request, plan.auth]))
  return names.length === 0 ? left : [...left, t('main.left.noVariables', { tool: format, names: names.slice(0, 10).map((name) => `{{${name}}}`).join(', ') })]
}
