import { once } from 'node:events'
import { chmodSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { get } from 'node:https'
import path from 'node:path'
import { expect } from 'vitest'
import { describeCause } from '../../../shared/cause'
import { newAuthority } from '../../support/authority'
import { Deck, eager } from '../../support/live-deck'
import type { PlanAbout } from '../../support/plan'
import { until } from '../../support/until'
import { backend } from '../../support/interop/backend'
import { answersPings, closesAsAsked, compresses, connects, echoes, isClosed, takesLarge, talk, type Line } from '../../support/interop/checks'
import { survivesRestart } from '../../support/interop/restart'
import { serving, type Bench } from '../../support/interop/serving'

const authority = newAuthority()
const certificate = authority?.issue()
const trusting: PlanAbout = { tls: { ca: { file: '', text: authority?.cert ?? '' } } }
const behind = await backend()
/** Short enough to wait for, long enough for a heartbeat of a busy machine. */
const quietMs = 3_000
/** What nginx lets a client ask for once in this time. */
const seldomMs = 3_000

const line = ({ server }: Bench, place = '/', about: PlanAbout = {}): Line => ({ url: server.url(place, 'wss'), about: { ...trusting, ...about } })

/** What the first attempt to get in comes to. */
async function refusal(bench: Bench, place: string, about: PlanAbout = {}) {
  const deck = new Deck()
  const { url, about: own } = line(bench, place, about)
  const id = deck.open(url, { ...own })
  const cause = await deck.cause(id)
  return { deck, id, cause, words: describeCause(cause), response: deck.pool.attempts(id)[0]?.hops[0]?.response }
}

/** A tunnel in which nobody says anything, and the same with Sockdeck's heartbeat. */
async function quiet(bench: Bench): Promise<string> {
  const { deck, id } = await talk(line(bench, '/quiet'))
  const kept = await talk(line(bench, '/quiet'), { heartbeat: { enabled: true, intervalMs: 100, timeoutMs: 5_000, misses: 2 } })
  const from = performance.now()
  const cause = await deck.cause(id)
  expect(cause).toMatchObject({ kind: 'no-close-frame', closeCode: null, wasClean: false })
  await until(() => performance.now() - from > 1.3 * quietMs, 'the limit was over for the other one, too')
  expect(kept.deck.state(kept.id).kind).toBe('open')
  return `“${describeCause(cause)}”; a heartbeat more often than the limit keeps the tunnel`
}

/** What every proxy lets through. */
function usual(bench: Bench): void {
  const { server, check } = bench
  check('connect', 'opens over TLS', async (saw) => {
    const way = await connects(line(bench))
    expect(way).toMatch(/^TLSv1\.[23], /)
    saw(way)
  })
  check('echo', 'passes text, bytes and nothing', async (saw) => saw(await echoes(line(bench))))
  check('ping', 'passes pings and pongs', async (saw) => saw(await answersPings(line(bench))))
  check('large', 'passes 1 MiB', async (saw) => saw(await takesLarge(line(bench))))
  check('compression', 'passes what both ends agree on', async (saw) => saw(await compresses(line(bench))))
  check('close', 'passes a close and its answer', async (saw) => saw(await closesAsAsked(line(bench))))
  check('closed', 'passes the server’s close', async (saw) => saw(await isClosed(line(bench), 'close 4001 enough', { closeCode: 4001, reason: 'enough' })))
  check('restart', 'is killed and started again under load', async (saw) => saw(await survivesRestart(line(bench), async () => {
    await server.kill()
    await server.start()
  })))
}

const nginxConfig = (folder: string, port: number, spare: number) => `
daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log stderr error; worker_shutdown_timeout 100ms;
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 1024; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path ${folder}/${each};`).join(' ')}
  limit_req_zone $binary_remote_addr zone=each:1m rate=${60_000 / seldomMs}r/m;
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate cert.pem; ssl_certificate_key key.pem; ssl_protocols TLSv1.2 TLSv1.3;
    proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;
    location / { proxy_pass http://127.0.0.1:${behind.port}; }
    location /quiet { proxy_pass http://127.0.0.1:${behind.port}; proxy_read_timeout ${quietMs}ms; }
    location /forgot { proxy_pass http://127.0.0.1:${behind.port}; proxy_set_header Connection close; }
    location /staff { proxy_pass http://127.0.0.1:${behind.port}; auth_basic "Staff only"; auth_basic_user_file users; }
    location /limited { proxy_pass http://127.0.0.1:${behind.port}; limit_req zone=each; limit_req_status 429; add_header Retry-After ${seldomMs / 1_000} always; }
    location /down { add_header Retry-After 7 always; return 503 "back soon"; }
    location /gone { proxy_pass http://127.0.0.1:${spare}; }
  }
}`

serving({
  name: 'nginx', role: 'TLS in front of an echo server of ws', packages: ['nginx', 'openssl'], needs: ['nginx', 'openssl'],
  layout: ({ folder, port, spare }) => {
    writeFileSync(path.join(folder, 'cert.pem'), certificate?.cert ?? '')
    writeFileSync(path.join(folder, 'key.pem'), certificate?.key ?? '')
    writeFileSync(path.join(folder, 'users'), 'jo:{PLAIN}open sesame\n')
    writeFileSync(path.join(folder, 'nginx.conf'), nginxConfig(folder, port, spare))
    chmodSync(folder, 0o755)
    return { command: 'nginx', args: ['-e', 'stderr', '-p', folder, '-c', path.join(folder, 'nginx.conf')] }
  },
}, (bench) => {
  const { server, quirk } = bench
  usual(bench)
  quirk('cuts a tunnel in which nothing came for proxy_read_timeout, without a close frame', async (saw) => saw(await quiet(bench)))
  quirk('cuts tunnels when it is told to reload, and has them back', async (saw) => saw(await survivesRestart(line(bench), () => Promise.resolve(server.signal('SIGHUP')))))
  quirk('asks for a password with 401, and takes the right one', async (saw) => {
    const { deck: turned, id: away, cause, words, response } = await refusal(bench, '/staff', { reconnect: eager })
    expect(cause).toMatchObject({ kind: 'http-status', httpStatus: 401 })
    expect(turned.state(away).kind).toBe('failed')
    expect(response?.headers).toContainEqual({ name: 'WWW-Authenticate', value: 'Basic realm="Staff only"' })
    const value = `Basic ${Buffer.from('jo:open sesame').toString('base64')}`
    const { deck, id } = await talk(line(bench, '/staff', { request: { headers: [{ name: 'Authorization', value, enabled: true, secret: false }] } }))
    expect(deck.state(id).kind).toBe('open')
    saw(`“${words}”, not tried again; \`WWW-Authenticate\` is shown`)
  })
  quirk('turns away who comes too often with 429 and Retry-After, and lets him in after that', async (saw) => {
    await talk(line(bench, '/limited'))
    const askedAt = Date.now()
    const { deck, id, cause, words } = await refusal(bench, '/limited', { reconnect: eager })
    expect(cause).toMatchObject({ kind: 'http-status', httpStatus: 429, retryAfterMs: seldomMs })
    const { retryAt } = await deck.reaches(id, 'waiting')
    expect(retryAt).toBeGreaterThanOrEqual(askedAt + seldomMs)
    await deck.reaches(id, 'open')
    expect(Date.now()).toBeGreaterThanOrEqual(retryAt)
    expect(deck.snapshot(id).counters.retries).toBe(1)
    saw(`“${words}”; the next attempt comes not before Retry-After is over, and opens`)
  })
  quirk('answers 503 with Retry-After for maintenance', async (saw) => {
    const askedAt = Date.now()
    const { deck, id, cause, words, response } = await refusal(bench, '/down', { reconnect: eager })
    expect(cause).toMatchObject({ kind: 'http-status', httpStatus: 503, retryAfterMs: 7_000 })
    expect(response?.body).toBe('back soon')
    const { retryAt } = await deck.reaches(id, 'waiting')
    expect(retryAt).toBeGreaterThanOrEqual(askedAt + 7_000)
    saw(`“${words}”; waits the 7 s it was told`)
  })
  quirk('answers 502 where nobody listens behind it', async (saw) => {
    const { cause, words } = await refusal(bench, '/gone')
    expect(cause).toMatchObject({ kind: 'http-status', httpStatus: 502 })
    saw(`“${words}”`)
  })
  quirk('swallows the upgrade where its configuration forgets to pass it on', async (saw) => {
    const { cause, words } = await refusal(bench, '/forgot')
    // What the server behind it says to requests that ask for no upgrade.
    expect(cause).toMatchObject({ kind: 'http-status', httpStatus: 400 })
    saw(`“${words}”: the server behind it was never asked for a WebSocket`)
  })
})

const haproxyConfig = (folder: string, port: number, spare: number) => `
global
  maxconn 2000
defaults
  mode http
  retries 0
  timeout connect 1s
  timeout client 30s
  timeout server 30s
  timeout tunnel 60s
  http-reuse always
frontend own
  bind 127.0.0.1:${port} ssl crt ${folder}/both.pem
  use_backend quiet if { path /quiet }
  use_backend nobody if { path /nobody }
  use_backend gone if { path /gone }
  default_backend echo
backend echo
  server a 127.0.0.1:${behind.port}
backend quiet
  timeout tunnel ${quietMs}ms
  server a 127.0.0.1:${behind.port}
backend nobody
backend gone
  server a 127.0.0.1:${spare}
`

serving({
  name: 'haproxy', role: 'TLS in front of an echo server of ws', packages: ['haproxy', 'openssl'], needs: ['haproxy', 'openssl'],
  layout: ({ folder, port, spare }) => {
    writeFileSync(path.join(folder, 'both.pem'), `${certificate?.cert}${certificate?.key}`)
    writeFileSync(path.join(folder, 'haproxy.cfg'), haproxyConfig(folder, port, spare))
    return { command: 'haproxy', args: ['-f', path.join(folder, 'haproxy.cfg'), '-db'] }
  },
}, (bench) => {
  const { server, quirk } = bench
  usual(bench)
  quirk('cuts a tunnel in which nothing went for timeout tunnel, without a close frame', async (saw) => saw(await quiet(bench)))
  quirk('answers 503 where it has no server', async (saw) => {
    const nobody = await refusal(bench, '/nobody')
    const gone = await refusal(bench, '/gone')
    for (const { cause } of [nobody, gone]) expect(cause).toMatchObject({ kind: 'http-status', httpStatus: 503, retryAfterMs: null })
    saw(`“${nobody.words}” without a server as with one that is down`)
  })
  quirk('passes an upgrade over the connection that a plain request left behind (http-reuse)', async (saw) => {
    const answer = get({ port: server.port, host: '127.0.0.1', ca: authority?.cert, path: '/' })
    const [{ statusCode }] = (await once(answer, 'response')) as [IncomingMessage]
    expect(statusCode).toBe(400)
    const before = behind.accepted
    await echoes(line(bench))
    saw(`it opens ${behind.accepted === before ? 'over the same connection to the server' : 'over a connection of its own'}`)
  })
})
