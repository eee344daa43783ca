/** One set-up per folder at a time. */
import { mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { say } from '../process.mjs'

const beatMs = 1_000
// Long enough for a busy machine, short enough to wait for after a killed set-up.
const staleMs = 10_000

/** Runs `work` while holding the lock. Its holder touches it every second, so one that a killed set-up left behind is known by its age. */
export async function withLock(file, work) {
  await take(file)
  const release = () => rmSync(file, { force: true })
  const beat = setInterval(() => utimesSync(file, new Date(), new Date()), beatMs)
  process.once('exit', release)
  try {
    return await work()
  } finally {
    clearInterval(beat)
    process.off('exit', release)
    release()
  }
}

async function take(file) {
  mkdirSync(path.dirname(file), { recursive: true })
  let told = false
  while (!created(file)) {
    if (ageMs(file) > staleMs) rmSync(file, { force: true })
    else {
      if (!told) say('another set-up is at work in this folder; waiting for it')
      told = true
      await sleep(beatMs / 4)
    }
  }
}

function created(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function ageMs(file) {
  const found = statSync(file, { throwIfNoEntry: false })
  return found ? Date.now() - found.mtimeMs : 0
}
