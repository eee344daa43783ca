/** Material: reads the certificates and keys of a dial, and finds what can't be used before anything is sent. */
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { tlsVersions, type Options } from '../../shared/options'
import type { Plan } from '../../shared/plan'
import { t } from '../../shared/words/words'
import { codeOf } from '../lib/errno'
import { Fault } from '../lib/fault'
import type { TlsPlan } from './dial-plan'
import type { Filler } from './filler'
import { readMaterialFile } from './material-file'

type Material = Pick<TlsPlan, 'ca' | 'certificate' | 'key' | 'pfx' | 'passphrase'>

const noMaterial: Material = { ca: null, certificate: null, key: null, pfx: null, passphrase: '' }

/** A plain connection needs none of it, and must not fail for a file that its folder names; unless it leads to TLS by a redirect or a token. */
export async function tlsOf({ tls, redirects, auth }: Plan, url: URL, filler: Filler): Promise<TlsPlan> {
  const { minVersion, maxVersion, pins, accepted } = tls
  const serverName = filler.text(tls.serverName, t('main.dial.where.serverName')).trim()
  const needed = url.protocol === 'wss:' || redirects.follow || auth.kind === 'oauth2'
  if (needed && minVersion !== null && maxVersion !== null && tlsVersions.indexOf(minVersion) > tlsVersions.indexOf(maxVersion))
    throw filler.fault('bad-request', t('main.dial.reason.lowAboveHigh'))
  const material = needed ? await readMaterial(tls, filler) : noMaterial
  return { ...material, serverName, minVersion, maxVersion, pins, accepted }
}

/** Throws a Fault: file-unreadable, bad-ca or bad-client-certificate. */
async function readMaterial(tls: Options['tls'], filler: Filler): Promise<Material> {
  const passphrase = filler.secret(tls.passphrase, t('main.dial.where.passphrase'))
  const ca = await textOf(tls.ca, 'ca', filler)
  const pfx = await pfxOf(tls.pfx, filler)
  if (pfx !== null) return proven({ ca, certificate: null, key: null, pfx, passphrase }, filler)
  const certificate = await textOf(tls.certificate, 'certificate', filler)
  const key = await keyOf(tls.key, filler)
  return proven({ ca, certificate, key, pfx: null, passphrase }, filler)
}

/** A certificate in DER, as Windows likes to export them, becomes PEM. */
async function textOf({ text, file }: Options['tls']['ca'], kind: 'ca' | 'certificate', filler: Filler): Promise<string | null> {
  const typed = filler.text(text, t(`main.dial.where.${kind}Text`))
  if (typed.trim() !== '') return typed
  const bytes = await readMaterialFile(file, kind, filler)
  if (bytes === null) return null
  const read = bytes.toString()
  return read.includes('-----BEGIN') ? read : (certificateIn(bytes)?.toString() ?? read)
}

async function keyOf({ secret, file }: Options['tls']['key'], filler: Filler): Promise<string | null> {
  const kept = filler.opaque(secret, t('main.dial.where.privateKey'))
  if (kept.trim() !== '') return kept
  return (await readMaterialFile(file, 'key', filler))?.toString() ?? null
}

async function pfxOf({ secret, file }: Options['tls']['pfx'], filler: Filler): Promise<Buffer | null> {
  const kept = filler.opaque(secret, t('main.dial.where.pfx'))
  return kept.trim() === '' ? readMaterialFile(file, 'pfx', filler) : Buffer.from(kept, 'base64')
}

/** What was found good, by its hash: a thousand connections of one profile would else take a bundle of authorities apart a thousand times. */
const good = new Set<string>()
const goodKept = 100

function proven(material: Material, filler: Filler): Material {
  const { ca, certificate, key, pfx, passphrase } = material
  if (ca === null && certificate === null && key === null && pfx === null) return material
  const hash = createHash('sha256').update(JSON.stringify([ca, certificate, key, pfx?.toString('base64') ?? null, passphrase])).digest('base64')
  if (good.has(hash)) return material
  if (ca !== null) checkAuthorities(ca, filler)
  if (pfx !== null) checkPfx(pfx, passphrase, filler)
  else if (certificate !== null || key !== null) checkPair(material, filler)
  if (good.size >= goodKept) good.clear()
  good.add(hash)
  return material
}

const pemCertificate = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[^-]*-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g

function checkAuthorities(pem: string, filler: Filler): void {
  const found = pem.match(pemCertificate) ?? []
  if (found.length === 0) throw filler.fault('bad-ca', t('main.dial.reason.noPem'))
  const broken = found.findIndex((one) => certificateIn(one) === null)
  if (broken !== -1) throw filler.fault('bad-ca', found.length === 1 ? t('main.dial.reason.damagedOne') : t('main.dial.reason.damagedOf', { place: broken + 1, all: found.length }))
}

function certificateIn(data: string | Buffer): X509Certificate | null {
  try {
    return new X509Certificate(data)
  } catch {
    // OpenSSL and BoringSSL have many codes for it, and none besides: this is no certificate.
    return null
  }
}

function checkPair({ certificate, key, passphrase }: Material, filler: Filler): void {
  const bad = (reason: string, code: string | null = null) => filler.fault('bad-client-certificate', reason, { code })
  if (certificate === null) throw bad(t('main.dial.reason.keyAlone'))
  if (key === null) throw bad(t('main.dial.reason.certificateAlone'))
  const found = certificateIn(certificate)
  if (found === null) throw bad(t('main.dial.reason.certificateForm'))
  const encrypted = key.includes('ENCRYPTED')
  if (encrypted && passphrase === '') throw bad(t('main.dial.reason.keyPassphrase'))
  try {
    if (!found.checkPrivateKey(createPrivateKey({ key, ...(encrypted && { passphrase }) }))) throw bad(t('main.dial.reason.keyOther'))
    createSecureContext({ cert: certificate, key, ...(encrypted && { passphrase }) })
  } catch (error) {
    if (error instanceof Fault) throw error
    throw bad(encrypted ? t('main.dial.reason.keyPassphraseWrong') : t('main.dial.reason.keyForm'), codeOf(error))
  }
}

function checkPfx(pfx: Buffer, passphrase: string, filler: Filler): void {
  try {
    createSecureContext({ pfx, passphrase })
  } catch (error) {
    throw filler.fault('bad-client-certificate', pfxWords(error, passphrase), { code: codeOf(error) })
  }
}

/** OpenSSL and BoringSSL have codes of their own; some of these errors carry none but their text. */
function pfxWords(error: unknown, passphrase: string): string {
  const said = error instanceof Error ? `${codeOf(error) ?? ''} ${error.message}` : ''
  if (/mac[ _]verify|incorrect[ _]password|bad[ _]?decrypt/i.test(said)) return passphrase === '' ? t('main.dial.reason.pfxPassphrase') : t('main.dial.reason.pfxPassphraseWrong')
  if (/unsupported/i.test(said)) return t('main.dial.reason.pfxOld')
  return t('main.dial.reason.pfxForm')
}
