import { X509Certificate } from 'node:crypto'
import type { ServerOptions } from 'node:https'
import { expect } from 'vitest'
import type { CauseKind } from '../../../shared/connection'
import { causeGuide } from '../../../shared/cause-guide'
import { describeCause } from '../../../shared/cause'
import type { Overrides } from '../../../shared/options'
import { othersOf } from '../../support/faults/bystanders'
import { certificates, type Certificates } from '../../support/faults/certificates'
import { alerted, alerts } from '../../support/faults/injections-tls'
import { row } from '../../support/faults/row'
import { acted, bareWords, type Scene } from '../../support/faults/scene'
import { eager } from '../../support/live-deck'
import { tlsServer } from '../../support/tls-server'

const made = certificates()

interface TlsFault {
  what: string
  server: (made: Certificates) => ServerOptions
  kind: CauseKind
  code: string | null
  /** In the words of the cause, and in those of what to do about it. */
  says: RegExp
  hint: RegExp
  tls?: (made: Certificates) => NonNullable<Overrides['tls']>
}

const ancient = { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' } as const

const faults: TlsFault[] = [
  { what: 'expired', server: ({ expired }) => expired, kind: 'certificate-expired', code: 'CERT_HAS_EXPIRED', says: /it ended 2021-01-01/, hint: /^Renew it on the server; / },
  { what: 'not yet valid', server: ({ notYet }) => notYet, kind: 'certificate-not-yet-valid', code: 'CERT_NOT_YET_VALID', says: /it begins 2098-01-01/, hint: /^Check the clock; / },
  { what: 'self-signed', server: ({ selfSigned }) => selfSigned, kind: 'certificate-self-signed', code: 'DEPTH_ZERO_SELF_SIGNED_CERT', says: /self-signed/, hint: /^Add it as extra CA, / },
  { what: 'unknown CA', server: ({ foreign }) => foreign, kind: 'certificate-unknown-ca', code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', says: /signed by .*Somebody else/, hint: /^Add the authority as extra CA, / },
  { what: 'wrong host', server: ({ elsewhere }) => elsewhere, kind: 'certificate-wrong-host', code: 'ERR_TLS_CERT_ALTNAME_INVALID', says: /it is for .*elsewhere\.example/, hint: /^Use a host that it names, / },
  { what: 'TLS 1.0 alone', server: ({ good }) => ({ ...good, ...ancient }), kind: 'tls-version', code: null, says: /^No TLS version in common/, hint: /^Widen minimum and maximum version in the profile, / },
]

async function refused(scene: Scene, from: Certificates, { what, server: options, kind, code, says, hint }: TlsFault): Promise<CauseKind> {
  const server = scene.keep(await tlsServer(options(from)))
  const about = { network: { family: 'ipv4' as const }, reconnect: eager }
  const tls = { ca: { file: '', text: from.ours.cert } }
  let accepted = 0
  const id = scene.deck.open(server.url, { ...about, tls })
  const stop = scene.deck.pool.onChange((changed) => { if (changed === id) accepted = Math.max(accepted, scene.deck.snapshot(id).counters.retries) })
  const { cause: why } = await scene.deck.reaches(id, 'failed')
  stop()
  expect([what, why.phase, why.kind, accepted]).toEqual([what, 'tls', kind, 0])
  if (code !== null) expect([what, why.code]).toEqual([what, code])
  expect(describeCause(why)).toMatch(says)
  // The one line that says what to do.
  expect(causeGuide[why.kind].action).toMatch(hint)
  // Not a byte of HTTP leaves before the server is trusted.
  expect([what, server.heardBytes()]).toEqual([what, 0])
  if (!kind.startsWith('certificate')) return why.kind
  const [first] = scene.deck.pool.attempts(id)[0]?.hops.at(-1)?.tls?.chain ?? []
  const certificate = options(from).cert as string
  expect([what, first?.fingerprint]).toEqual([what, new X509Certificate(certificate).fingerprint256])
  await trusted(scene, server.url, certificate, about)
  return why.kind
}

/** By its fingerprint, for this profile alone. */
async function trusted(scene: Scene, url: string, certificate: string, about: Overrides): Promise<void> {
  const pins = [new X509Certificate(certificate).fingerprint256]
  const id = await scene.deck.opened(url, { ...about, tls: { pins } })
  await scene.cut(id)
}

row({
  id: 'F10',
  fault: 'TLS: expired, not yet valid, self-signed, unknown CA, wrong host, TLS 1.0, client certificate missing or revoked, no TLS on the port',
  target: '9 distinct causes; no retry; a hint and the chain; a fingerprint pins one server for one profile',
  skip: made === null ? 'openssl is not installed' : null,
}, async ({ measured, bare }) => {
  if (made === null) return
  const kinds = new Set<CauseKind>()
  const said = new Set<string>()
  const seen = await acted(async (scene) => {
    await scene.each(faults, async (fault) => {
      kinds.add(await refused(scene, made, fault))
      const server = scene.keep(await tlsServer(fault.server(made)))
      said.add(await bareWords(server.url, { ca: made.ours.cert, family: 4 }))
    })
    const own = { certificate: made.good.cert, key: made.good.key }
    for (const [why, kind, hint] of [
      [await alerted(scene, alerts.certificateRequired), 'client-certificate-required', /^Add a client certificate /],
      [await alerted(scene, alerts.certificateRevoked, own), 'client-certificate-rejected', /^Choose a certificate /],
    ] as const) {
      expect(why).toMatchObject({ phase: 'tls', kind, by: 'server' })
      expect(causeGuide[kind].action).toMatch(hint)
      kinds.add(kind)
    }
    const plain = await scene.peer((socket) => void socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')))
    expect(await scene.lived(plain.url.replace('ws:', 'wss:'), { reconnect: eager })).toMatchObject({ phase: 'tls', kind: 'not-tls' })
    expect(plain.accepted).toBe(1)
    expect(causeGuide['not-tls'].action).toMatch(/^Use ws:\/\/ in place of wss:\/\/, /)
    kinds.add('not-tls')
    const stillRefused = scene.keep(await tlsServer(made.selfSigned))
    expect(await scene.lived(stillRefused.url, { network: { family: 'ipv4' } })).toMatchObject({ kind: 'certificate-self-signed' })
  })
  expect(kinds.size).toBe(9)
  bare([...said].join('; '))
  measured(`${kinds.size} of 9 distinct, none tried again; each trusted by its pin, for that profile alone; ${othersOf(seen)}`)
})
