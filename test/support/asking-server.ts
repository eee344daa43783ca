/** OpenSSL's own server, which asks for a client's certificate and says by an alert what it thinks of it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Authority, Certificate } from './authority'
import { until } from './until'

/** It trusts clients of `authority`; its URL, for the host `localhost`. */
export async function askingServer(authority: Authority, own: Certificate, version: '-tls1_2' | '-tls1_3' = '-tls1_3'): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sockdeck-server-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [file, text] of [['ca', authority.cert], ['cert', own.cert], ['key', own.key]] as const) writeFileSync(join(folder, file), text)
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  const child = spawn('openssl', ['s_server', '-accept', `127.0.0.1:${port}`, '-cert', 'cert', '-key', 'key', '-CAfile', 'ca', '-Verify', '2', '-verify_return_error', version], { cwd: folder })
  onTestFinished(() => { child.kill('SIGKILL') })
  let said = ''
  child.stdout.on('data', (data: Buffer) => { said += data.toString() })
  await until(() => said.includes('ACCEPT'), 'it listens')
  return `wss://localhost:${port}`
}
