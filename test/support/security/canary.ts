/** Looks for secrets in files, in every form that a secret takes on its way. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** What a secret looks like as text, in a URL, in hex, as UTF-16, and inside of base64 at each of its three alignments. */
export function formsOf(secret: string): Buffer[] {
  const bytes = Buffer.from(secret)
  // What comes before and after it shares characters with the secret at both ends: those are cut off.
  const inBase64 = [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64').replace(/=+$/, '')
    const inner = text.slice(shift === 0 ? 0 : shift + 1, (bytes.length + shift) % 3 === 0 ? undefined : -1)
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')]
  })
  const texts = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), bytes.toString('hex'), bytes.toString('hex').toUpperCase(), ...inBase64]
  return [...new Set(texts)].map((text) => Buffer.from(text)).concat(Buffer.from(secret, 'utf16le'))
}

/** Every file below a folder, by its path from there. */
export function filesBelow(folder: string): Map<string, Buffer> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((item) => item.isFile())
  return new Map(files.map(({ parentPath, name }) => path.join(parentPath, name)).map((file) => [path.relative(folder, file), readFileSync(file)]))
}

/** Where secrets are, as "place: name of the secret (form)". */
export function leaks(places: ReadonlyMap<string, string | Buffer>, secrets: Readonly<Record<string, string>>): string[] {
  const wanted = Object.entries(secrets).flatMap(([name, secret]) => formsOf(secret).map((form) => [name, form] as const))
  return [...places].flatMap(([place, content]) => {
    const bytes = Buffer.from(content)
    return wanted.filter(([, form]) => bytes.includes(form)).map(([name, form]) => `${place}: ${name} (${form.toString('latin1')})`)
  })
}
