import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { newProfile } from '../../shared/profile'
import { newAuthority } from '../support/authority'
import { expect, test, type Sockdeck } from './support/app'
import { connectProxy, echoServer, refusingServer } from './support/peers'

const authority = newAuthority()
if (authority === null) throw new Error('These tests make certificates: install openssl')

/** Each of them must be found nowhere but on the wire. */
const canaries = {
  proxy: 'proxy-canary-7f31',
  token: 'token-canary-9b42',
  header: 'header-canary-55e0',
  variable: 'variable-canary-c1d7',
}

test('a client certificate, a proxy with credentials and a variable in a header open a socket, and no secret is in any file', async ({ start, data }, info) => {
  const server = authority.issue()
  const client = authority.issue({ names: 'DNS:deck' })
  const [caFile, certFile] = [info.outputPath('ca.pem'), info.outputPath('client.pem')]
  writeFileSync(caFile, authority.cert)
  writeFileSync(certFile, client.cert)
  const peer = await echoServer({ key: server.key, cert: server.cert, ca: authority.cert, requestCert: true, rejectUnauthorized: true })
  const proxy = await connectProxy(`deck:${canaries.proxy}`)
  const app = await start()
  const put = async (text: string) => (await app.ask('secrets.put', { text })).id
  await app.ask('environments.save', {
    environments: {
      global: [{ name: 'tenant', value: 'blue', enabled: true, secret: false }],
      environments: [{ id: 'staging', name: 'Staging', variables: [{ name: 'apiKey', value: await put(canaries.variable), enabled: true, secret: true }] }],
      chosenId: 'staging',
    },
  })
  const options = {
    request: {
      headers: [
        { name: 'X-Tenant', value: '{{tenant}}-{{$index}}', enabled: true, secret: false },
        { name: 'X-Secret', value: await put(canaries.header), enabled: true, secret: true },
      ],
    },
    auth: { kind: 'bearer' as const, token: await put(canaries.token) },
    tls: {
      ca: { file: caFile, text: '' },
      certificate: { file: certFile, text: '' },
      key: { file: '', secret: await put(client.key) },
    },
    proxy: { kind: 'http' as const, host: '127.0.0.1', port: proxy.port, user: 'deck', password: await put(canaries.proxy), bypass: '' },
  }
  await app.ask('profiles.save', { profile: newProfile('secured', { name: 'Secured', url: `wss://localhost:${peer.port}/feed?key={{apiKey}}`, options }) })

  await app.connect('Secured')
  await app.expectState('Secured', 'Open')
  expect(proxy.visits[0]?.url).toBe(`localhost:${peer.port}`)
  expect(peer.visits[0]).toMatchObject({
    client: 'DNS:deck',
    url: `/feed?key=${canaries.variable}`,
    headers: { 'x-tenant': 'blue-1', 'x-secret': canaries.header, 'authorization': `Bearer ${canaries.token}` },
  })

  await app.compose('{"auth":"{{apiKey}}","n":{{$counter}}}')
  await app.composer.getByRole('button', { name: /^Send to/ }).click()
  await expect(app.socket('Secured')).toContainText('"auth":"****')
  const exported = info.outputPath('profiles.json')
  await app.chooseFile(exported)
  await app.ask('profiles.export', { ids: null })
  const log = info.outputPath('log.ndjson')
  await app.chooseFile(log)
  const { captures } = await app.ask('captures.list', {})
  await app.ask('log.export', { scope: { kind: 'capture', captureId: captures[0]?.id ?? '' }, format: 'ndjson', redact: false })
  await expect.poll(() => existsSync(log)).toBe(true)
  await app.quit()

  const files = [exported, log, ...filesIn(data)]
  const secrets = [...Object.values(canaries), client.key.split('\n')[1] ?? '']
  const found = files.flatMap((file) => secrets.filter((secret) => holds(readFileSync(file), secret)).map((secret) => `${secret} in ${file}`))
  expect(found).toEqual([])
  expect(readFileSync(log, 'utf8')).toContain('X-Tenant')
  peer.close()
  proxy.close()
})

test('a rejected handshake shows its status, headers and body', async ({ app }) => {
  const peer = await refusingServer(403, { 'X-Why': 'plan-expired', 'Content-Type': 'application/json' }, '{"error":"<b>your plan ended</b>"}')
  await app.ask('profiles.save', { profile: newProfile('refused', { name: 'Refused', url: `ws://127.0.0.1:${peer.port}/` }) })
  await app.connect('Refused')
  await app.expectState('Refused', /HTTP 403/)
  const attempts = await openAttempts(app, 'Refused')
  await expect(attempts).toContainText('403')
  await expect(attempts).toContainText('X-Why')
  await expect(attempts).toContainText('{"error":"<b>your plan ended</b>"}')
  peer.close()
})

test('an expired certificate is explained, then accepted for this profile alone', async ({ app }) => {
  const { key, cert } = authority.issue({ to: '20250101000000Z' })
  const peer = await echoServer({ key, cert })
  const options = { tls: { ca: { file: '', text: authority.cert } } }
  for (const name of ['Old', 'Other']) await app.ask('profiles.save', { profile: newProfile(name.toLowerCase(), { name, url: `wss://localhost:${peer.port}/`, options }) })
  await app.connect('Old')
  await app.expectState('Old', /Certificate expired/)
  const attempts = await openAttempts(app, 'Old')
  await expect(attempts).toContainText('CERT_HAS_EXPIRED')
  await attempts.getByRole('button', { name: /Accept this certificate/ }).click()
  const asked = app.page.getByRole('dialog', { name: /Accept this certificate/ })
  await expect(asked).toContainText('localhost')
  await asked.getByRole('button', { name: /^Accept/ }).click()
  await app.expectState('Old', 'Open')
  await app.page.keyboard.press('Escape')
  await app.connect('Other')
  await app.expectState('Other', /Certificate expired/)
  peer.close()
})

async function openAttempts(app: Sockdeck, name: string) {
  await app.socket(name).hover()
  await app.socket(name).getByRole('button', { name: /Why|Attempts/ }).first().click()
  return app.page.getByRole('dialog', { name: /Attempts/ })
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [path.join(entry.parentPath, entry.name)] : []))
}

/** As it is, as UTF-16 (Chromium's stores), and in base64 as Basic credentials have it. */
function holds(bytes: Buffer, secret: string): boolean {
  return [Buffer.from(secret), Buffer.from(secret, 'utf16le'), Buffer.from(Buffer.from(secret).toString('base64').replace(/=+$/, ''))].some((form) => bytes.includes(form))
}
