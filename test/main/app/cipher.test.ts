import type { SafeStorage } from 'electron'
import { describe, expect, it } from 'vitest'
import { systemCipher } from '../../../main/app/cipher'
import { plainCipher } from '../../../main/store/encryption'

function storage(backend: string, available = true, canFix = false): SafeStorage {
  let fixedPassword = false
  return {
    isEncryptionAvailable: () => available || fixedPassword,
    setUsePlainTextEncryption: () => (fixedPassword = canFix),
    getSelectedStorageBackend: () => backend,
    encryptString: (text: string) => Buffer.from(`v10${text}`),
    decryptString: (bytes: Buffer) => bytes.toString().slice(3),
  } as unknown as SafeStorage
}

describe('systemCipher', () => {
  it.each([
    ['linux', 'gnome_libsecret', true, 'gnome_libsecret'],
    ['linux', 'kwallet6', true, 'kwallet6'],
    ['linux', 'basic_text', false, 'basic_text'],
    ['linux', 'unknown', false, 'unknown'],
    ['darwin', '', true, 'keychain'],
    ['win32', '', true, 'dpapi'],
  ] as const)('judges %s with %j as safe: %s', (platform, backend, safe, name) => {
    expect(systemCipher(storage(backend), platform)).toMatchObject({ backend: name, safe })
  })

  it('is no cipher where the system has no encryption', () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) expect(systemCipher(storage('gnome_libsecret', false), platform)).toBe(plainCipher)
  })

  it('takes the fixed password where there is no keyring, and never calls that safe', () => {
    expect(systemCipher(storage('basic_text', false, true), 'linux')).toMatchObject({ backend: 'basic_text', safe: false })
  })

  it('hands texts of any kind to the system and back', () => {
    const cipher = systemCipher(storage('kwallet5'), 'linux')
    const blob = cipher.encrypt('pässword ✓')
    expect(blob).toMatch(/^[A-Za-z0-9+/=]+$/)
    expect(cipher.decrypt(blob)).toBe('pässword ✓')
  })
})
