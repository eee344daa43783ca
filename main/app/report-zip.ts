/** The archive of a report: texts under their names, deflated off the main thread. */
import { buffer } from 'node:stream/consumers'

export interface ZipEntry {
  name: string
  text: string
}

/** `at` is the time in epoch ms that the entries bear. */
export async function zipOf(entries: readonly ZipEntry[], at: number): Promise<Buffer> {
  const { ZipFile } = await import('yazl')
  const zip = new ZipFile()
  for (const { name, text } of entries) zip.addBuffer(Buffer.from(text), name, { mtime: new Date(at), mode: 0o100600 })
  zip.end()
  return buffer(zip.outputStream)
}
