/** A certificate of its own making for localhost, made anew in each run; null where openssl is missing. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export function selfSigned(): { key: Buffer; cert: Buffer } | null {
  const folder = mkdtempSync(join(tmpdir(), 'sockdeck-tls-'))
  try {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'key.pem']
    const made = spawnSync('openssl', ['req', '-x509', ...key, '-days', '1', '-subj', '/CN=localhost', '-out', 'cert.pem'], { cwd: folder })
    return made.status === 0 ? { key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(join(folder, 'cert.pem')) } : null
  } finally {
    rmSync(folder, { recursive: true })
  }
}
