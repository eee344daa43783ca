import { describe, expect, it } from 'vitest'
import { guard } from '../../../main/hub/guard'

const said = (headers: Record<string, string[]>, port = 7625) => guard(headers, port)

const ours = ['127.0.0.1:7625', 'localhost:7625', '[::1]:7625']

const notOurs = [
  // A longer name that starts or ends like ours.
  '127.0.0.1.evil:7625', '127.0.0.1.evil.example:7625', 'localhost.evil:7625', 'localhost.evil.example:7625', 'evil.localhost:7625',
  'evil127.0.0.1:7625', 'evil-localhost:7625', 'localhostevil:7625', '127.0.0.1.nip.io:7625', 'localtest.me:7625', 'localhost.localdomain:7625',
  // The same address spelled otherwise.
  '127.1:7625', '127.0.1:7625', '2130706433:7625', '0177.0.0.1:7625', '017700000001:7625', '0x7f.0.0.1:7625', '0x7f000001:7625', '0x7f.1:7625',
  '127.000.000.001:7625', '127.0.0.01:7625', '127.0.0.2:7625', '127.255.255.254:7625', '0.0.0.0:7625', '0:7625',
  '[::]:7625', '[0:0:0:0:0:0:0:1]:7625', '[::0001]:7625', '[::ffff:127.0.0.1]:7625', '[::ffff:7f00:1]:7625', '[::1%lo]:7625', '[::1%25lo]:7625',
  '::1:7625', '::1', '[::1', '::1]:7625',
  // Trailing dot, case, other digits and letters.
  'localhost.:7625', '127.0.0.1.:7625', 'LOCALHOST:7625', 'Localhost:7625', '①②⑦.0.0.1:7625', 'ｌocalhost:7625', 'lоcalhost:7625',
  // User information, paths, more than one host, white space.
  'user@127.0.0.1:7625', '127.0.0.1@evil:7625', '127.0.0.1:7625@evil', 'evil#127.0.0.1:7625', '127.0.0.1:7625/', '127.0.0.1:7625?', 'http://127.0.0.1:7625',
  '127.0.0.1:7625,evil', 'evil,127.0.0.1:7625', '127.0.0.1:7625 evil', ' 127.0.0.1:7625', '127.0.0.1:7625\t', '127.0.0.1%00:7625', '127.0.0.1\\evil:7625',
  // Another port, or none.
  '127.0.0.1', 'localhost', '[::1]', '127.0.0.1:', '127.0.0.1:80', '127.0.0.1:07625', '127.0.0.1:+7625', '127.0.0.1:76250', '127.0.0.1:7625.0', '127.0.0.1:7626',
  '', ':7625', 'evil', 'evil:7625', 'evil.example:7625', 'undefined:7625',
]

describe('guard', () => {
  it.each(ours)('lets in %s', (host) => {
    expect(said({ host: [host] })).toBeNull()
  })

  it('knows more than fifty spellings that are not ours', () => {
    expect(new Set(notOurs).size).toBeGreaterThanOrEqual(50)
  })

  it.each(notOurs)('refuses the host "%s"', (host) => {
    expect(said({ host: [host] })).toMatch(/connect to 127\.0\.0\.1, localhost or \[::1\]/)
  })

  it('refuses a request without Host, or with two', () => {
    expect(said({})).toMatch(/local/)
    expect(said({ host: ['127.0.0.1:7625', 'evil:7625'] })).toMatch(/local/)
    expect(said({ host: ['127.0.0.1:7625', '127.0.0.1:7625'] })).toMatch(/local/)
  })

  it('lets the port be left out only where it is the usual one', () => {
    expect(said({ host: ['localhost'] }, 80)).toBeNull()
    expect(said({ host: ['localhost:80'] }, 80)).toBeNull()
    expect(said({ host: ['localhost'] }, 443)).not.toBeNull()
  })

  it.each(['null', '', 'http://127.0.0.1:7625', 'http://localhost:7625', 'https://evil.example', 'file://', 'app://bundle', 'chrome-extension://abc'])(
    'refuses the origin "%s"',
    (origin) => {
      expect(said({ host: ['127.0.0.1:7625'], origin: [origin] })).toMatch(/without an Origin header/)
      expect(said({ 'host': ['127.0.0.1:7625'], 'sec-websocket-origin': [origin] })).toMatch(/without an Origin header/)
    },
  )
})
