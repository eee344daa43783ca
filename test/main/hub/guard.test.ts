import { describe, expect, it } from 'vitest'
import { guard } from '../../../main/hub/guard'
import { foreignHosts, origins, ownHosts } from '../../support/security/hosts'

const port = 7625
const said = (headers: Record<string, string[]>, at = port) => guard(headers, at)

const ours = ownHosts(port)
/** White space around it never comes out of an HTTP parser. */
const notOurs = [...foreignHosts(port), ` 127.0.0.1:${port}`, `127.0.0.1:${port}\t`]

describe('guard', () => {
  it.each(ours)('lets in %s', (host) => {
    expect(said({ host: [host] })).toBeNull()
  })

  it('knows more than fifty spellings that are not ours', () => {
    expect(new Set(notOurs).size).toBeGreaterThanOrEqual(50)
  })

  it.each(notOurs)('refuses the host "%s"', (host) => {
    expect(said({ host: [host] })).toMatch(/connect to 127\.0\.0\.1, localhost or \[::1\]/)
  })

  it('refuses a request without Host, or with two', () => {
    expect(said({})).toMatch(/local/)
    expect(said({ host: ['127.0.0.1:7625', 'evil:7625'] })).toMatch(/local/)
    expect(said({ host: ['127.0.0.1:7625', '127.0.0.1:7625'] })).toMatch(/local/)
  })

  it('lets the port be left out only where it is the usual one', () => {
    expect(said({ host: ['localhost'] }, 80)).toBeNull()
    expect(said({ host: ['localhost:80'] }, 80)).toBeNull()
    expect(said({ host: ['localhost'] }, 443)).not.toBeNull()
  })

  it.each(origins(port))('refuses the origin "%s"', (origin) => {
    expect(said({ host: ['127.0.0.1:7625'], origin: [origin] })).toMatch(/without an Origin header/)
    expect(said({ 'host': ['127.0.0.1:7625'], 'sec-websocket-origin': [origin] })).toMatch(/without an Origin header/)
  })
})
