import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loggerTo, silentLogger } from '../../../main/lib/logger'
import { plainCipher, type Cipher } from '../../../main/store/encryption'
import { jarId, Secrets } from '../../../main/store/secrets'
import { Settings } from '../../../main/store/settings'
import { limits } from '../../../shared/limits'
import { isSecretId } from '../../../shared/secret'
import { FakeClock } from '../../support/clock'
import { readJson, tempDir } from '../../support/disk'

/** Turns the bits of a text over under a key; a blob of another key can't be read. */
export function fakeCipher({ backend = 'gnome_libsecret', safe = true, key = 'k1' } = {}): Cipher {
  const turned = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0xa5))
  return {
    backend,
    safe,
    encrypt: (text) => turned(Buffer.from(`${key}:${text}`)).toString('base64'),
    decrypt: (blob) => {
      const text = turned(Buffer.from(blob, 'base64')).toString()
      if (!text.startsWith(`${key}:`)) throw new Error('another key')
      return text.slice(key.length + 1)
    },
  }
}
const basicText = () => fakeCipher({ backend: 'basic_text', safe: false })

function open(dir: string, cipher: Cipher = fakeCipher(), clock = new FakeClock()): Secrets {
  const settings = Settings.open({ dir, clock, logger: silentLogger })
  return Secrets.open({ dir, clock, logger: silentLogger, cipher, settings })
}

/** Every file of the folder, in one text. */
const onDisk = (dir: string) => readdirSync(dir).map((file) => readFileSync(join(dir, file), 'latin1')).join('\n')
const canary = 'Canary-7f3a91'

describe('where the system keeps keys safe', () => {
  it('keeps a secret over a restart, encrypted, in a file for its owner alone', () => {
    const dir = tempDir()
    const first = open(dir)
    const id = first.put(canary)
    expect(isSecretId(id)).toBe(true)
    expect(first.get(id)).toBe(canary)
    expect(first.state).toEqual({ backend: 'gnome_libsecret', safe: true, agreed: false, unreadable: [] })
    expect(open(dir).get(id)).toBe(canary)
    expect(onDisk(dir)).not.toContain(canary)
    expect(onDisk(dir)).not.toContain(Buffer.from(canary).toString('base64'))
    expect(statSync(join(dir, 'secrets.json')).mode & 0o777).toBe(0o600)
  })

  it('gives back any text, and writes none of it in clear', () => {
    const dir = tempDir()
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }), (text) => {
        const secrets = open(dir)
        const id = secrets.put(`${canary}${text}`)
        expect(secrets.get(id)).toBe(`${canary}${text}`)
        expect(open(dir).get(id)).toBe(`${canary}${text}`)
      }),
      { numRuns: 20 },
    )
    expect(onDisk(dir)).not.toContain(canary)
  })

  it('keeps many in one write', () => {
    const dir = tempDir()
    const secrets = open(dir)
    let changes = 0
    secrets.onChange(() => (changes += 1))
    const ids = secrets.putAll(['a', 'b', 'c'])
    expect(ids.map((id) => open(dir).get(id))).toEqual(['a', 'b', 'c'])
    expect(changes).toBe(1)
    expect(readdirSync(dir).filter((file) => file.startsWith('secrets.'))).toEqual(['secrets.json'])
  })

  it('says that it is full before it is', () => {
    const secrets = open(tempDir())
    expect(() => secrets.putAll(Array.from({ length: limits.secrets + 1 }, () => 'x'))).toThrow(expect.objectContaining({ code: 'too-many' }))
  })

  it('encrypts anew what was kept weakly before, and leaves no copy of the weak one', () => {
    const dir = tempDir()
    const weak = open(dir, plainCipher)
    weak.agree(true)
    const id = weak.put(canary)
    weak.put('another, so that there is an older copy of the file')
    expect(onDisk(dir)).toContain(Buffer.from(canary).toString('base64'))
    const safe = open(dir)
    safe.collect(new Set([id]))
    expect(safe.get(id)).toBe(canary)
    expect(open(dir).get(id)).toBe(canary)
    expect(onDisk(dir)).not.toContain(Buffer.from(canary).toString('base64'))
  })
})

describe('where it does not', () => {
  it.each([['basic_text', basicText(), 'basic_text'], ['no encryption at all', plainCipher, '']])('keeps secrets for this run only: %s', (_what, cipher, backend) => {
    const dir = tempDir()
    const secrets = open(dir, cipher)
    const id = secrets.put(canary)
    expect(secrets.get(id)).toBe(canary)
    expect(secrets.holdsSome).toBe(true)
    expect(secrets.state).toEqual({ backend, safe: false, agreed: false, unreadable: [] })
    expect(readdirSync(dir).filter((file) => file.startsWith('secrets'))).toEqual([])
    const next = open(dir, cipher)
    next.collect(new Set([id]))
    expect(next.get(id)).toBeNull()
    expect(next.state.unreadable).toEqual([id])
  })

  it.each([['basic_text', basicText()], ['no encryption at all', plainCipher]])('writes them once the person agrees, those of before too, and takes them off again: %s', (_what, cipher) => {
    const dir = tempDir()
    const secrets = open(dir, cipher)
    const before = secrets.put(`${canary}-before`)
    expect(secrets.agree(true)).toMatchObject({ safe: false, agreed: true })
    const after = secrets.put(`${canary}-after`)
    const next = open(dir, cipher)
    expect([next.get(before), next.get(after), next.state.agreed]).toEqual([`${canary}-before`, `${canary}-after`, true])
    expect(next.agree(false).agreed).toBe(false)
    expect([next.get(before), next.get(after)]).toEqual([`${canary}-before`, `${canary}-after`])
    const files = onDisk(dir)
    for (const text of [`${canary}-before`, `${canary}-after`]) expect(files).not.toContain(cipher.encrypt(text))
    expect(open(dir, cipher).get(after)).toBeNull()
  })

  it('takes them off files that were set aside and off older copies, too, and leaves what holds none alone', () => {
    const dir = tempDir()
    const secrets = open(dir, plainCipher)
    secrets.agree(true)
    const id = secrets.put(canary)
    const text = readFileSync(join(dir, 'secrets.json'), 'utf8')
    const aside = (why: string, day: number) => join(dir, `secrets.${why}-2026-01-0${day}T00-00-00-000.json`)
    writeFileSync(aside('corrupt', 1), text.slice(0, -20))
    writeFileSync(aside('changed', 2), text)
    writeFileSync(aside('newer', 3), text)
    writeFileSync(aside('changed', 4), text.replace('"none"', '"gnome_libsecret"').replace(Buffer.from(canary).toString('base64'), 'AAAA'))
    secrets.set(id, '')
    secrets.flush()
    expect(onDisk(dir)).toContain(Buffer.from(canary).toString('base64'))
    secrets.agree(false)
    expect(onDisk(dir)).not.toContain(Buffer.from(canary).toString('base64'))
    expect(readdirSync(dir).filter((file) => file.includes('-2026-'))).toEqual(['secrets.changed-2026-01-04T00-00-00-000.json'])
  })

  it('takes a secret off the disk that a safe system had kept, when it is removed', () => {
    const dir = tempDir()
    const id = jarId('f')
    const safe = open(dir)
    safe.set(id, canary)
    safe.flush()
    const unsafe = open(dir, basicText())
    unsafe.set(id, '')
    unsafe.flush()
    expect(open(dir).get(id)).toBeNull()
  })

  it('does not touch what an encryption that is gone for now had written', () => {
    const dir = tempDir()
    const id = open(dir).put(canary)
    for (const cipher of [plainCipher, fakeCipher({ backend: 'basic_text', safe: false, key: 'other' })]) {
      const locked = open(dir, cipher)
      locked.collect(new Set([id]))
      expect(locked.get(id)).toBeNull()
      locked.agree(false)
    }
    expect(open(dir).get(id)).toBe(canary)
  })
})

describe('a secret that can not be decrypted', () => {
  it('counts as empty, is named, and can not be revealed', () => {
    const dir = tempDir()
    const [id = '', other = ''] = open(dir).putAll([canary, 'x'])
    const secrets = open(dir, fakeCipher({ key: 'another' }))
    const fresh = secrets.put('new')
    secrets.collect(new Set([id, other, fresh, 'sec_never', jarId('f')]))
    expect(secrets.get(id)).toBeNull()
    expect(secrets.get(fresh)).toBe('new')
    expect(secrets.state.unreadable).toEqual([id, other, 'sec_never'])
    expect(() => secrets.reveal(id)).toThrow(expect.objectContaining({ code: 'secret-unavailable' }))
  })

  it.each(['', '{{token}}', 'constructor', '__proto__', 'sec_none', jarId('f')])('is %j as well', (ref) => {
    const secrets = open(tempDir())
    secrets.set(jarId('f'), canary)
    expect(() => secrets.reveal(ref)).toThrow(expect.objectContaining({ code: 'secret-unavailable' }))
  })

  it('starts with none when its file is damaged, and says so without quoting it', () => {
    const dir = tempDir()
    open(dir).put(canary)
    writeFileSync(join(dir, 'secrets.json'), `{"version":1,"data":{"entries":{"sec_a":{"blob":"${canary}"}}}}`)
    const lines: string[] = []
    const clock = new FakeClock()
    const settings = Settings.open({ dir, clock, logger: silentLogger })
    const secrets = Secrets.open({ dir, clock, logger: loggerTo((line) => lines.push(line)), cipher: fakeCipher(), settings })
    expect(secrets.recovered?.level).toBe('error')
    expect(`${lines.join('\n')}${secrets.recovered?.text}`).not.toContain(canary)
  })
})

describe('a secret that nothing refers to', () => {
  it('is kept for a week and then removed', async () => {
    const dir = tempDir()
    const clock = new FakeClock()
    const [used = '', unused = ''] = open(dir, fakeCipher(), clock).putAll(['a', 'b'])
    const start = () => {
      const secrets = open(dir, fakeCipher(), clock)
      secrets.collect(new Set([used]))
      return secrets
    }
    start()
    await clock.advance(limits.unusedSecretMs)
    expect(start().get(unused)).toBe('b')
    await clock.advance(1)
    const secrets = start()
    expect([secrets.get(used), secrets.get(unused)]).toEqual(['a', null])
    expect(Object.keys((readJson(dir, 'secrets.json') as { data: { entries: object } }).data.entries)).toEqual([used])
  })

  it('has its week anew when it was used in between', async () => {
    const dir = tempDir()
    const clock = new FakeClock()
    const id = open(dir, fakeCipher(), clock).put('a')
    const start = (used: string[]) => {
      const secrets = open(dir, fakeCipher(), clock)
      secrets.collect(new Set(used))
      return secrets
    }
    start([])
    await clock.advance(limits.unusedSecretMs - 1)
    start([id])
    start([])
    await clock.advance(limits.unusedSecretMs)
    expect(start([]).get(id)).toBe('a')
  })

  it('costs no write when there is nothing to do', () => {
    const dir = tempDir()
    const id = open(dir).put('a')
    const { ino } = statSync(join(dir, 'secrets.json'))
    open(dir).collect(new Set([id]))
    expect(statSync(join(dir, 'secrets.json')).ino).toBe(ino)
  })
})

describe("the app's own secrets", () => {
  it('are known at once and written together, soon or when the app quits', async () => {
    const dir = tempDir()
    const clock = new FakeClock()
    const secrets = open(dir, fakeCipher(), clock)
    for (const text of ['one', 'two', canary]) secrets.set(jarId('f'), text)
    expect(secrets.get(jarId('f'))).toBe(canary)
    expect(open(dir).get(jarId('f'))).toBeNull()
    await clock.advance(limits.cookiesSavedMs)
    expect(open(dir).get(jarId('f'))).toBe(canary)
    secrets.set(jarId('g'), 'x')
    secrets.set(jarId('f'), '')
    secrets.flush()
    expect([open(dir).get(jarId('f')), open(dir).get(jarId('g'))]).toEqual([null, 'x'])
    expect(clock.pending).toBe(0)
    expect(onDisk(dir)).not.toContain(canary)
  })

  it('have an id that is one, however long the folder’s is', () => {
    for (const id of ['f', 'x'.repeat(64), '12345678-1234-1234-1234-123456789012']) expect(isSecretId(jarId(id))).toBe(true)
    expect(jarId('x'.repeat(64))).not.toBe(jarId('y'.repeat(64)))
  })
})
