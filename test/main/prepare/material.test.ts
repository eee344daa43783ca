import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { limits } from '../../../shared/limits'
import type { Overrides } from '../../../shared/options'
import { causeOf, dialPlanOf, type Around } from '../../support/prepared'

const folder = mkdtempSync(path.join(tmpdir(), 'sockdeck-material-'))
const at = (name: string) => path.join(folder, name)
const read = (name: string) => readFileSync(at(name), 'utf8')
const openssl = (...words: string[]) => {
  const { status, stderr } = spawnSync('openssl', words, { cwd: folder })
  if (status !== 0) throw new Error(stderr.toString())
}
const hasOpenssl = spawnSync('openssl', ['version']).status === 0

beforeAll(() => {
  if (!hasOpenssl) return
  for (const name of ['one', 'two']) openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1', '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.crt`)
  openssl('pkcs8', '-topk8', '-in', 'one.key', '-out', 'locked.key', '-passout', 'pass:open sesame')
  openssl('pkcs12', '-export', '-in', 'one.crt', '-inkey', 'one.key', '-out', 'one.pfx', '-passout', 'pass:open sesame')
  openssl('x509', '-in', 'one.crt', '-outform', 'der', '-out', 'one.der')
})
afterAll(() => rmSync(folder, { recursive: true }))

const tlsOf = async (tls: Overrides['tls'], around: Around = {}) => (await dialPlanOf({ url: 'wss://h/', ...(tls && { tls }) }, around)).tls
const file = (name: string) => ({ file: at(name), text: '' })
const keyFile = (name: string) => ({ file: at(name), secret: '' })

describe.skipIf(!hasOpenssl)('with certificates made by openssl', () => {
  test('files are read, texts come first, secrets come first', async () => {
    const fromFiles = await tlsOf({ ca: file('two.crt'), certificate: file('one.crt'), key: keyFile('one.key') })
    expect([fromFiles.ca, fromFiles.certificate, fromFiles.key]).toEqual([read('two.crt'), read('one.crt'), read('one.key')])
    const texts = await tlsOf({ ca: { file: '/nowhere', text: read('one.crt') }, certificate: { file: '/nowhere', text: read('one.crt') }, key: { file: '/nowhere', secret: 'sec_k' } }, { secrets: { sec_k: read('one.key') } })
    expect([texts.ca, texts.certificate, texts.key]).toEqual([read('one.crt'), read('one.crt'), read('one.key')])
  })

  test('a file is read at each attempt, and its name is a template', async () => {
    writeFileSync(at('ca.pem'), read('one.crt'))
    const tls = { ca: { file: '{{where}}/ca.pem', text: '' } }
    expect((await tlsOf(tls, { values: { where: folder } })).ca).toBe(read('one.crt'))
    writeFileSync(at('ca.pem'), read('two.crt'))
    expect((await tlsOf(tls, { values: { where: folder } })).ca).toBe(read('two.crt'))
  })

  test('a PKCS #12 file or secret replaces certificate and key', async () => {
    const secrets = { sec_p: 'open sesame', sec_x: readFileSync(at('one.pfx')).toString('base64') }
    const fromFile = await tlsOf({ pfx: keyFile('one.pfx'), passphrase: 'sec_p', certificate: { file: '/nowhere', text: '' } }, { secrets })
    const fromSecret = await tlsOf({ pfx: { file: '', secret: 'sec_x' }, passphrase: 'sec_p' }, { secrets })
    for (const { pfx, certificate, key, passphrase } of [fromFile, fromSecret]) {
      expect(pfx?.equals(readFileSync(at('one.pfx')))).toBe(true)
      expect([certificate, key, passphrase]).toEqual([null, null, 'open sesame'])
    }
  })

  test('a certificate in DER becomes PEM', async () => {
    expect((await tlsOf({ ca: file('one.der') })).ca?.replaceAll(/\s/g, '')).toBe(read('one.crt').replaceAll(/\s/g, ''))
  })

  test('an encrypted key opens with its passphrase, which is among the secrets; the key is not', async () => {
    const dial = await dialPlanOf({ url: 'wss://h/', tls: { certificate: file('one.crt'), key: { file: '', secret: 'sec_k' }, passphrase: 'sec_p' } }, { secrets: { sec_p: 'open sesame', sec_k: read('locked.key') } })
    expect(dial.tls.key).toBe(read('locked.key'))
    expect(dial.secrets).toContain('open sesame')
    expect(dial.secrets.join()).not.toContain('PRIVATE KEY')
  })

  const secrets = { sec_p: 'open sesame', sec_wrong: 'wrong one' }
  test.each<[name: string, tls: () => Overrides['tls'], kind: string, reason: string]>([
    ['a wrong key', () => ({ certificate: file('one.crt'), key: keyFile('two.key') }), 'bad-client-certificate', 'The private key does not belong to the certificate'],
    ['no key', () => ({ certificate: file('one.crt') }), 'bad-client-certificate', 'There is a certificate without a private key'],
    ['no certificate', () => ({ key: keyFile('one.key') }), 'bad-client-certificate', 'There is a private key without a certificate'],
    ['no passphrase', () => ({ certificate: file('one.crt'), key: keyFile('locked.key') }), 'bad-client-certificate', 'The private key needs a passphrase'],
    ['a wrong passphrase', () => ({ certificate: file('one.crt'), key: keyFile('locked.key'), passphrase: 'sec_wrong' }), 'bad-client-certificate', 'The passphrase does not fit the private key'],
    ['a key that is none', () => ({ certificate: file('one.crt'), key: keyFile('one.crt') }), 'bad-client-certificate', 'The private key is not in PEM form, or damaged'],
    ['a certificate that is none', () => ({ certificate: file('one.key'), key: keyFile('one.key') }), 'bad-client-certificate', 'The certificate is not in PEM form, or damaged'],
    ['no passphrase of a PFX', () => ({ pfx: keyFile('one.pfx') }), 'bad-client-certificate', 'The PKCS #12 file needs a passphrase'],
    ['a wrong passphrase of a PFX', () => ({ pfx: keyFile('one.pfx'), passphrase: 'sec_wrong' }), 'bad-client-certificate', 'The passphrase does not fit the PKCS #12 file'],
    ['a PFX that is none', () => ({ pfx: keyFile('one.crt') }), 'bad-client-certificate', 'This is not a PKCS #12 file'],
    ['a CA that is none', () => ({ ca: file('one.key') }), 'bad-ca', 'There is no PEM certificate in it'],
    ['a CA that is damaged', () => ({ ca: { file: '', text: `${read('one.crt')}-----BEGIN CERTIFICATE-----\nabcd\n-----END CERTIFICATE-----` } }), 'bad-ca', 'Certificate 2 of 2 is damaged'],
  ])('%s is told before anything is sent', async (_, tls, kind, reason) => {
    expect(await causeOf(tlsOf(tls(), { secrets }))).toMatchObject({ phase: 'prepare', kind, reason })
  })

  test('a plain connection does not look at any of it, unless a redirect may lead to TLS', async () => {
    const tls = { ca: { file: '/nowhere', text: '' } }
    expect((await dialPlanOf({ url: 'ws://h/', tls })).tls.ca).toBeNull()
    expect(await causeOf(dialPlanOf({ url: 'ws://h/', tls, redirects: { follow: true } }))).toMatchObject({ kind: 'file-unreadable' })
  })
})

test.each<[name: string, make: (file: string) => void, code: string | null, words: string]>([
  ['missing', () => undefined, 'ENOENT', ''],
  ['large', (name) => (writeFileSync(name, ''), truncateSync(name, limits.certificateFileBytes + 1)), null, ' is larger than 1 MiB'],
  ['pipe', (name) => spawnSync('mkfifo', [name]), null, ' is not a file'],
  ['.', () => undefined, null, ' is not a file'],
])('a file that is %s is told by its name', async (name, make, code, words) => {
  make(at(name))
  expect(await causeOf(tlsOf({ ca: file(name) }))).toMatchObject({ kind: 'file-unreadable', code, reason: `extra CA: ${at(name)}${words}` })
})

test.skipIf(process.getuid?.() === 0)('a file that may not be read is told', async () => {
  writeFileSync(at('shut'), '')
  chmodSync(at('shut'), 0)
  expect(await causeOf(tlsOf({ certificate: file('shut') }))).toMatchObject({ kind: 'file-unreadable', code: 'EACCES' })
})

test('a file without its whole path is refused: it would depend on where the app was started', async () => {
  expect(await causeOf(tlsOf({ key: { file: 'key.pem', secret: '' } }))).toMatchObject({ kind: 'file-unreadable', reason: 'private key: key.pem is not a whole path' })
})
