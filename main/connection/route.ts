/** Opens the way to a target: addresses, TCP or a Unix socket, proxy and TLS, so that nothing is left to do but to ask by HTTP. */
import { connect, type NetConnectOpts } from 'node:net'
import type { LookupAddress } from 'node:dns'
import type { AttemptHop } from '../../shared/attempt'
import { withoutBrackets } from '../../shared/url'
import { orAborted } from '../lib/abort'
import { codeOf } from '../lib/errno'
import { cause, Fault } from '../lib/fault'
import type { ProxyPlan } from '../prepare/dial-plan'
import { connectCause } from './cause'
import { heard, Line } from './line'
import { addressesOf, addressesShown } from './resolve'
import { secureLine } from './secure'
import { socksTunnel } from './socks'
import { connectTunnel } from './tunnel'
import { hostOf, isSecure, portOf, type Target, type Way } from './way'

/** How long one of several addresses has before the next is tried. Node gives up the former then, so not as little as RFC 8305 §5 says. */
const nextAddressMs = 500

/** Throws a Fault, or an AbortError as soon as the way's signal aborts; leaves no socket behind then. */
export async function openRoute(target: Target, hop: AttemptHop, way: Way): Promise<Line> {
  const proxy = target.socketPath === null ? await orAborted(way.plan.proxyFor(target.url), way.signal) : null
  const line = target.socketPath === null ? await reach(target, proxy, hop, way) : await reachUnix(target.socketPath, way)
  try {
    way.signal.throwIfAborted()
    hop.address = target.socketPath ?? withPort(line.raw.remoteAddress, line.raw.remotePort)
    hop.localAddress = target.socketPath === null ? withPort(line.raw.localAddress, line.raw.localPort) : ''
    if (proxy !== null) await tunnel(line, target, proxy, way)
    if (isSecure(target)) await secureLine(line, target, hop, way)
    return line
  } catch (error) {
    line.raw.destroy()
    throw error
  }
}

function withPort(address: string | undefined, port: number | undefined): string {
  return address === undefined ? '' : `${address.includes(':') ? `[${address}]` : address}:${port ?? ''}`
}

async function reach(target: Target, proxy: ProxyPlan | null, hop: AttemptHop, way: Way): Promise<Line> {
  if (proxy === null) return reachHost(hostOf(target), portOf(target), way)
  hop.proxy = `${proxy.kind}://${proxy.host.includes(':') ? `[${proxy.host}]` : proxy.host}:${proxy.port}`
  try {
    return await reachHost(withoutBrackets(proxy.host), proxy.port, way)
  } catch (error) {
    // This machine's own troubles are not the proxy's.
    if (!(error instanceof Fault) || error.why.kind === 'local-limit' || error.why.kind === 'local-address') throw error
    throw new Fault(cause('proxy', 'proxy-unreachable', { code: error.why.code, reason: hop.proxy }), '', { cause: error })
  }
}

async function reachHost(host: string, port: number, way: Way): Promise<Line> {
  const addresses = await addressesOf(host, way)
  const { localAddress, noDelay, keepAliveMs } = way.plan.network
  way.trace.enter('tcp', addresses.slice(0, addressesShown).map(({ address }) => withPort(address, port)).join(', '))
  const line = await connected({
    host, port, noDelay,
    ...(localAddress !== '' && { localAddress }),
    ...(keepAliveMs !== null && { keepAlive: true, keepAliveInitialDelay: keepAliveMs }),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: nextAddressMs,
    lookup: known(addresses),
  }, way)
  way.trace.found(withPort(line.raw.remoteAddress, line.raw.remotePort))
  return line
}

async function reachUnix(socketPath: string, way: Way): Promise<Line> {
  way.trace.enter('tcp', socketPath)
  return connected({ path: socketPath }, way)
}

/** The lookup has been a step of its own. */
function known(addresses: readonly LookupAddress[]): NonNullable<Extract<NetConnectOpts, { port: number }>['lookup']> {
  return (_host, options, tell) => {
    const [first] = addresses
    if (options.all === true) tell(null, [...addresses])
    else tell(null, first?.address ?? '', first?.family)
  }
}

async function connected(options: NetConnectOpts, { plan, signal }: Way): Promise<Line> {
  signal.throwIfAborted()
  const line = new Line(connect(options))
  const { raw } = line
  try {
    await heard<void>(signal, (resolve, reject) => {
      raw.once('connect', resolve)
      raw.once('error', reject)
      return () => raw.off('connect', resolve).off('error', reject)
    })
    return line
  } catch (error) {
    raw.destroy()
    const code = codeOf(error)
    if (code === null || signal.aborted) throw error
    throw new Fault(connectCause(code, { localAddress: plan.network.localAddress, unix: 'path' in options }), '', { cause: error })
  }
}

function tunnel(line: Line, target: Target, proxy: ProxyPlan, way: Way): Promise<void> {
  way.trace.enter('proxy', `${proxy.kind === 'http' ? 'CONNECT' : 'SOCKS5'} ${withPort(hostOf(target), portOf(target))}`)
  return proxy.kind === 'http' ? connectTunnel(line, target, proxy, way) : socksTunnel(line, target, proxy, way)
}
