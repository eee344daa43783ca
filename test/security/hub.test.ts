/** Who gets into the hub, over real handshakes: a page in a browser reaches loopback too, by its own address or by a name bent to it. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Hub } from '../../main/hub/hub'
import { systemClock } from '../../main/lib/clock'
import { silentLogger } from '../../main/lib/logger'
import { foreignHosts, origins, ownHosts } from '../support/security/hosts'
import { closeClients, handshakeHead, openClient } from '../support/ws-client'

const hub = new Hub({ clock: systemClock, logger: silentLogger })
let port = 0

beforeAll(async () => {
  port = (await hub.start(0)).port
})
afterAll(() => hub.stop())

/** Status of the answer to a handshake with these headers. */
async function status(headers: Record<string, string | null>, address = '127.0.0.1'): Promise<number> {
  const socket = connect(port, address)
  socket.write(handshakeHead(port, '/echo', headers))
  const [answer] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  return Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer.toString('latin1'))?.[1])
}

const statuses = (hosts: readonly string[], address?: string) => Promise.all(hosts.map(async (Host) => [Host, await status({ Host }, address)]))
const all = (hosts: readonly string[], answer: number) => hosts.map((host) => [host, answer])

describe('a handshake with the hub', () => {
  it.each(['127.0.0.1', '::1'])('is let in by its three names, to the letter, at %s', async (address) => {
    expect(await statuses(ownHosts(port), address)).toEqual(all(ownHosts(port), 101))
  })

  it.each(['127.0.0.1', '::1'])('is refused under every other spelling at %s', async (address) => {
    const hosts = foreignHosts(port)
    expect(new Set(hosts).size).toBeGreaterThanOrEqual(70)
    expect(await statuses(hosts, address)).toEqual(all(hosts, 403))
  })

  it('is refused to every origin, under any of the three names', async () => {
    for (const Host of ownHosts(port)) {
      const answers = await Promise.all(origins(port).map(async (Origin) => [Origin, await status({ Host, Origin })]))
      expect(answers).toEqual(all(origins(port), 403))
    }
  })

  it('is refused with two hosts, or none', async () => {
    const [own = ''] = ownHosts(port)
    expect([400, 403]).toContain(await status({ 'Host': own, 'host ': own }))
    expect(await status({ 'X-Before': `1\r\nHost: ${own}` })).toBe(403)
    expect([400, 403]).toContain(await status({ Host: null }))
  })

  it.each([
    // What a client makes of what a person types: URL parsing has a canonical spelling for most of them.
    ['127.1', 101], ['0x7f.1', 101], ['2130706433', 101], ['0177.0.0.1', 101], ['LOCALHOST', 101], ['[0:0:0:0:0:0:0:1]', 101], ['user:pass@127.0.0.1', 101],
    ['localhost.', 403], ['[::ffff:127.0.0.1]', 403], ['127.0.0.2', 403], ['127.0.0.1.evil.example', 403], ['evil.example', 403], ['127.0.0.1@evil.example', 403],
  ])('typed as ws://%s is answered with %i', async (host, answer) => {
    // As a bent name does: wherever it is said to lead, it leads to the hub.
    const bent: object = { createConnection: () => connect(port, '127.0.0.1') }
    const opened = openClient(`ws://${host}:${port}/echo`, bent)
    if (answer === 101) await closeClients([await opened])
    else await expect(opened).rejects.toThrow(`Unexpected server response: ${answer}`)
  })

  it('by plain HTTP is answered without anything that a page could use', async () => {
    for (const Host of ['evil.example', ...ownHosts(port)]) {
      const response = await fetchRaw(`GET / HTTP/1.1\r\nHost: ${Host}\r\nOrigin: https://evil.example\r\n\r\n`)
      expect(response).toMatch(/^HTTP\/1\.1 403 /)
      expect(response).not.toMatch(/access-control|set-cookie|text\/html/i)
    }
  })
})

async function fetchRaw(head: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(head)
  const [answer] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  return answer.toString('latin1')
}
