/** Bypass: the hosts that are reached without the proxy. */
import { BlockList, isIP } from 'node:net'
import { withoutBrackets } from '../../shared/url'
import { portOf } from './address'

type Rule = (host: string, port: number) => boolean

/**
 * `example.com` (that host alone), `*.example.com` and `.example.com` (all below it), `10.0.0.1`, `10.0.0.0/8`, `fd00::/8`, each with `:port`
 * if one port is meant; `<local>` (names without a dot) and `*`. What is none of these is told to `unclear`.
 */
export function bypassOf(list: string, unclear: (entry: string) => never): (url: URL) => boolean {
  const rules = list
    .split(/[\s,;]+/)
    .filter((entry) => entry !== '')
    .map((entry) => ruleOf(entry.toLowerCase()) ?? unclear(entry))
  return (url) => rules.some((rule) => rule(hostOf(url), portOf(url)))
}

/** Without the brackets of an IPv6 address and the dot of a full name. */
function hostOf({ hostname }: URL): string {
  return hostname.toLowerCase().replace(/^\[|\]$|\.$/g, '')
}

function ruleOf(entry: string): Rule | null {
  if (entry === '*') return () => true
  if (entry === '<local>') return (host) => !host.includes('.') && isIP(host) === 0
  if (entry.includes('/')) return networkRule(entry)
  const { host, port } = withPort(entry)
  const rule = hostRule(host)
  if (rule === null || port === null) return rule
  return (of, at) => at === port && rule(of, at)
}

function withPort(entry: string): { host: string; port: number | null } {
  const match = /^(\[[^\]]+\]|[^:]+):(\d{1,5})$/.exec(entry)
  const host = match?.[1] ?? entry
  return { host: withoutBrackets(host), port: match?.[2] === undefined ? null : Number(match[2]) }
}

function hostRule(pattern: string): Rule | null {
  if (isIP(pattern) !== 0) return networkRule(`${pattern}/${isIP(pattern) === 4 ? 32 : 128}`)
  const suffix = /^\*?(\..+)$/.exec(pattern)?.[1]
  const name = suffix?.slice(1) ?? pattern
  if (!/^[^.\s/:*?#@[\]\\][^\s/:*?#@[\]\\]*$/.test(name)) return null
  return suffix === undefined ? (host) => host === name : (host) => host.endsWith(suffix)
}

function networkRule(entry: string): Rule | null {
  const [address = '', bits = '', ...rest] = entry.replace(/^\[|\]/g, '').split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) return null
  const block = new BlockList()
  const kind = family === 4 ? 'ipv4' : 'ipv6'
  block.addSubnet(address, Number(bits), kind)
  return (host) => isIP(host) !== 0 && block.check(host, isIP(host) === 4 ? 'ipv4' : 'ipv6')
}
