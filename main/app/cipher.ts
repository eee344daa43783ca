/** Cipher: the system's encryption as Electron offers it, judged by what holds its key; to be made when the app is ready. */
import type { SafeStorage } from 'electron'
import { plainCipher, weakBackends, type Cipher } from '../store/encryption'

/* oxlint-disable typescript/no-deprecated -- the asynchronous successors are not in every Electron that runs this */

/** On Linux the backend says whether there is a keyring; elsewhere the system always has one of its own. */
export function systemCipher(safeStorage: SafeStorage, platform: NodeJS.Platform): Cipher {
  // Without a keyring Chromium's fixed password is as weak as none, but keeps a secret from whoever only looks over a shoulder.
  if (platform === 'linux' && !safeStorage.isEncryptionAvailable()) safeStorage.setUsePlainTextEncryption(true)
  if (!safeStorage.isEncryptionAvailable()) return plainCipher
  const backend = platform === 'linux' ? safeStorage.getSelectedStorageBackend() : platform === 'darwin' ? 'keychain' : 'dpapi'
  return {
    backend,
    safe: !weakBackends.has(backend),
    encrypt: (text) => safeStorage.encryptString(text).toString('base64'),
    decrypt: (blob) => safeStorage.decryptString(Buffer.from(blob, 'base64')),
  }
}
