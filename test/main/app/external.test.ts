import { describe, expect, it } from 'vitest'
import { externalUrl } from '../../../main/app/external'
import { limits } from '../../../shared/limits'

const schemes = [
  'http', 'file', 'ftp', 'smb', 'afp', 'nfs', 'ssh', 'sftp', 'telnet', 'ldap', 'mailto', 'tel', 'sms', 'javascript', 'data', 'blob', 'about', 'view-source', 'chrome', 'devtools',
  'vscode', 'vscode-insiders', 'ms-msdt', 'ms-word', 'ms-officecmd', 'search-ms', 'itms-services', 'x-apple.systempreferences', 'jar', 'steam', 'zoommtg', 'app', 'ws', 'wss', 'intent',
]

describe('externalUrl', () => {
  it('lets https links out, normalised', () => {
    expect(externalUrl('https://example.com/a b?q=1#part')).toBe('https://example.com/a%20b?q=1#part')
    expect(externalUrl('HTTPS://EXAMPLE.com')).toBe('https://example.com/')
  })

  it.each(schemes)('keeps %s: inside', (scheme) => {
    for (const rest of ['://example.com/', ':example.com', ':///c:/windows/system32/calc.exe']) expect(externalUrl(scheme + rest)).toBeNull()
  })

  it('keeps a login, a command line and what is no link inside', () => {
    for (const text of ['https://apple.com@evil.example/', 'https://user:pass@example.com/', 'https://', 'https:', '', ' ', 'example.com', '//example.com', 'https://exa mple.com', '--help'])
      expect(externalUrl(text), text).toBeNull()
  })

  it('keeps a link inside that is longer than any honest one', () => {
    expect(externalUrl(`https://example.com/${'a'.repeat(limits.urlLength)}`)).toBeNull()
  })
})
