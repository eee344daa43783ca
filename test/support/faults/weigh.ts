/**
 * The oracle of memory: a row that has been there before, and comes again, leaves nothing on the heap. In runs of their own, with small counts
 * (`npm run faults` does both): to collect garbage stops everything, and would spoil what a row measures.
 */
import { appendFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { keptBytes } from './heap'
import type { RowAbout, Told } from './row'

/** What one has left behind, a line of the report. */
export interface Weighed extends Pick<RowAbout, 'id' | 'fault'> {
  /** Bytes; less than nothing where garbage of before went with it. */
  kept: number
}

/** Bytes. */
const most = 1024 * 1024

const file = process.env['SOCKDECK_FAULTS_WEIGHED']
export const weighing = file !== undefined

const nobody: Told = { measured: () => undefined, bare: () => undefined }

/** Only what is in the process of the test is weighed; F44 weighs a pool in a process of its own. */
export function weigh({ id, fault, limitMs, skip }: Required<RowAbout>, work: (told: Told) => Promise<void> | void): void {
  const name = `${id}: ${fault}`
  const options = { timeout: limitMs, skip: skip !== null }
  let before = 0
  test(`${name}, for the first time`, options, () => work(nobody))
  test(`${name}, once more`, options, async () => {
    before = await keptBytes()
    await work(nobody)
  })
  // What a test has made is let go when the next one begins.
  test(`${name}, and nothing is kept`, options, async () => {
    const kept = (await keptBytes()) - before
    appendFileSync(file ?? '', `${JSON.stringify({ id, fault, kept } satisfies Weighed)}\n`)
    expect(kept, 'bytes that it keeps').toBeLessThanOrEqual(most)
  })
}
