/** A certificate authority of its own making, anew in each run, and certificates of all kinds by it; null where openssl is missing. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Certificate {
  cert: string
  key: string
  /** PKCS #12 with both, under the passphrase `open sesame`. */
  pfx: Buffer
  /** The key under the same passphrase. */
  lockedKey: string
}

export interface CertificateAbout {
  /** What it is for; `localhost` and 127.0.0.1 unless said otherwise. */
  names?: string
  /** As `openssl ca` writes dates: YYYYMMDDHHMMSSZ. */
  from?: string
  to?: string
  /** As `openssl` calls it: `clientAuth`, say; any unless said otherwise. */
  purpose?: string
}

export const passphrase = 'open sesame'

export interface Authority {
  cert: string
  issue: (about?: CertificateAbout) => Certificate
  selfSigned: (about?: CertificateAbout) => Certificate
}

const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
const config = `[ca]
default_ca = own
[own]
dir = .
database = ./index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
copy_extensions = copy
[any]
commonName = supplied
`

export function newAuthority(name = 'Sockdeck test authority'): Authority | null {
  const inFolder = <T>(work: (run: (...args: string[]) => void, read: (file: string) => Buffer, write: (file: string, text: string) => void) => T): T => {
    const folder = mkdtempSync(join(tmpdir(), 'sockdeck-ca-'))
    const run = (...args: string[]) => {
      const done = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' })
      if (done.status !== 0) throw new Error(`openssl ${args[0]}: ${done.stderr}`)
    }
    try {
      return work(run, (file) => readFileSync(join(folder, file)), (file, text) => writeFileSync(join(folder, file), text))
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
  if (spawnSync('openssl', ['version']).status !== 0) return null
  const own = inFolder((run, read) => {
    run('req', '-x509', ...curve, '-keyout', 'key.pem', '-days', '30', '-subj', `/CN=${name}`, '-out', 'cert.pem')
    return { cert: read('cert.pem').toString(), key: read('key.pem').toString() }
  })
  const made = (about: CertificateAbout, selfSigned: boolean): Certificate => inFolder((run, read, write) => {
    const { names = 'DNS:localhost,IP:127.0.0.1', from = '20200101000000Z', to = '20990101000000Z', purpose } = about
    write('ca.pem', own.cert)
    write('ca-key.pem', own.key)
    write('index.txt', '')
    write('ca.cnf', config)
    run('req', '-new', ...curve, '-keyout', 'key.pem', '-subj', '/CN=test', '-addext', `subjectAltName=${names}`, ...(purpose === undefined ? [] : ['-addext', `extendedKeyUsage=${purpose}`]), '-out', 'request.pem')
    const signer = selfSigned ? ['-selfsign', '-keyfile', 'key.pem'] : ['-cert', 'ca.pem', '-keyfile', 'ca-key.pem']
    run('ca', '-batch', '-config', 'ca.cnf', ...signer, '-startdate', from, '-enddate', to, '-notext', '-in', 'request.pem', '-out', 'cert.pem')
    run('pkcs12', '-export', '-in', 'cert.pem', '-inkey', 'key.pem', '-passout', `pass:${passphrase}`, '-out', 'both.pfx')
    run('ec', '-in', 'key.pem', '-aes128', '-passout', `pass:${passphrase}`, '-out', 'locked.pem')
    return { cert: read('cert.pem').toString(), key: read('key.pem').toString(), pfx: read('both.pfx'), lockedKey: read('locked.pem').toString() }
  })
  return { cert: own.cert, issue: (about = {}) => made(about, false), selfSigned: (about = {}) => made(about, true) }
}
