import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocketServer } from 'ws'
import { newAuthority } from '../support/authority'
import { selfSigned } from '../support/certificate'
import { text } from '../support/engine'
import { poolProcess } from '../support/faults/pool-process'
import { Deck, eager } from '../support/live-deck'
import { rawServer } from '../support/raw-server'
import { tlsServer } from '../support/tls-server'
import { until } from '../support/until'

const certificate = selfSigned()
const accepting = { tls: { accepted: certificate === null ? [] : [new X509Certificate(certificate.cert).fingerprint256] } }

/** An echo server behind TLS. */
async function secureEcho(): Promise<number> {
  const server = createServer(certificate ?? {})
  const webSockets = new WebSocketServer({ server })
  webSockets.on('connection', (webSocket) => {
    webSocket.on('error', () => webSocket.terminate())
    webSocket.on('message', (data, binary) => webSocket.send(data, { binary }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const webSocket of webSockets.clients) webSocket.terminate()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** Passes bytes on both ways, until a test takes hold of the client's side. */
async function proxyTo(port: number): Promise<{ url: string; client: () => Socket | undefined }> {
  let held: Socket | undefined
  const { port: own } = await rawServer((socket) => {
    held = socket
    const upstream = connect(port, '127.0.0.1')
    upstream.on('error', () => socket.destroy())
    socket.on('close', () => upstream.destroy())
    socket.pipe(upstream)
    upstream.pipe(socket)
  })
  return { url: `wss://127.0.0.1:${own}/`, client: () => held }
}

describe('TLS to a server that speaks none', () => {
  it('fails for good', async () => {
    const server = await rawServer((socket) => { socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')) })
    const deck = new Deck()
    const id = deck.open(server.url.replace('ws:', 'wss:'), { reconnect: eager })
    expect((await deck.reaches(id, 'failed')).cause).toMatchObject({ phase: 'tls', kind: 'not-tls' })
    expect(server.accepted).toBe(1)
  })
})

describe.skipIf(certificate === null)('TLS to a server with a certificate of its own making', () => {
  it('fails for good, with the exact code', async () => {
    const deck = new Deck()
    const id = deck.open(`wss://127.0.0.1:${await secureEcho()}/`, { reconnect: eager })
    expect((await deck.reaches(id, 'failed')).cause).toMatchObject({ phase: 'tls', kind: 'certificate-self-signed', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
    expect(deck.snapshot(id).counters.retries).toBe(0)
  })

  it('carries messages both ways where the certificate is accepted, and names each phase of the handshake', async () => {
    const deck = new Deck()
    const id = await deck.opened(`wss://localhost:${await secureEcho()}/`, { ...accepting, network: { family: 'ipv4' } })
    deck.pool.send(id, text('hello'))
    await until(() => deck.snapshot(id).counters.messagesIn === 1, 'it came back')
    const timing = deck.notes(id).find((note) => note.event === 'open')?.['timing'] as Record<string, number>
    expect(Object.keys(timing)).toEqual(['dns', 'tcp', 'tls', 'http'])
    expect(Object.values(timing)).toEqual(Object.values(timing).sort((a, b) => a - b))
    deck.pool.close(id)
    expect((await deck.reaches(id, 'closed')).cause).toMatchObject({ closeCode: 1000, wasClean: true })
  })

  it.each<[string, (client: Socket) => void, RegExp]>([
    ['RST', (client) => { client.resetAndDestroy() }, /^reset ECONNRESET$/],
    ['FIN', (client) => { client.unpipe(); client.end() }, /^no-close-frame null$/],
    ['bytes that are no TLS', (client) => { client.write(Buffer.alloc(100, 0x17)) }, /^(tls-failed|unknown) ERR_SSL_/],
  ])('tells the cause when an open connection ends by %s', async (_how, end, said) => {
    const deck = new Deck()
    const proxy = await proxyTo(await secureEcho())
    const id = await deck.opened(proxy.url, { ...accepting, limits: { closeTimeoutMs: 500 } })
    const client = proxy.client()
    if (client) end(client)
    const { phase, kind, code } = (await deck.reaches(id, 'failed')).cause
    expect(phase).toBe('open')
    expect(`${kind} ${code}`).toMatch(said)
  })
})

const [ours, companys] = [newAuthority(), newAuthority('The company')]

describe.skipIf(ours === null || companys === null || process.platform === 'win32')('an extra authority of a profile', () => {
  it('is trusted beside those that Node was started with, by that profile alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sockdeck-authority-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const file = join(folder, 'company.pem')
    writeFileSync(file, companys?.cert ?? '')
    const pool = await poolProcess('env', `SSL_CERT_FILE=${file}`, 'NODE_OPTIONS=--use-openssl-ca')
    const [own, company] = await Promise.all([ours, companys].map((authority) => tlsServer(authority?.issue() ?? {})))
    const about = { network: { family: 'ipv4' }, reconnect: { enabled: false } } as const
    const extra = { ...about, tls: { ca: { file: '', text: ours?.cert ?? '' } } }
    await Promise.all([own, company].map((server) => pool.opened(server?.url ?? '', extra)))
    await pool.opened(company?.url ?? '', about)
    const [refused = ''] = await pool.open(own?.url ?? '', about)
    expect((await pool.came(refused, 'failed', 0)).state.cause.kind).toBe('certificate-unknown-ca')
    await pool.end()
  })
})
