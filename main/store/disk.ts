/** What the guard asks of the file system beyond `node:fs`: to flush, to copy for good, to compare, to be patient. */
import * as fs from 'node:fs'
import { codeOf } from '../lib/errno'

/** Waits until a file's bytes, or a directory's names, are on disk. */
export function flush(path: string): void {
  // Windows refuses to flush what was opened for reading only; a directory can't be opened for writing anywhere.
  const descriptor = fs.openSync(path, fs.statSync(path).isDirectory() ? 'r' : 'r+')
  try {
    fs.fsyncSync(descriptor)
  } finally {
    fs.closeSync(descriptor)
  }
}

/** With its date, and on disk when this returns. */
export function copy(from: string, to: string): void {
  fs.copyFileSync(from, to)
  const { atime, mtime } = fs.statSync(from)
  fs.utimesSync(to, atime, mtime)
  flush(to)
}

/** False if one of them is missing. */
export function sameContent(one: string, other: string): boolean {
  const size = sizeOf(one)
  return size !== null && size === sizeOf(other) && fs.readFileSync(one).equals(fs.readFileSync(other))
}

function sizeOf(path: string): number | null {
  return fs.statSync(path, { throwIfNoEntry: false })?.size ?? null
}

/** Milliseconds between the times two files were written, in either order; Infinity if one of them is missing. */
export function ageBetween(one: string, other: string): number {
  const first = fs.statSync(one, { throwIfNoEntry: false })
  const second = fs.statSync(other, { throwIfNoEntry: false })
  return first === undefined || second === undefined ? Infinity : Math.abs(first.mtimeMs - second.mtimeMs)
}

const busy = new Set(['EBUSY', 'EPERM', 'EACCES'])

/** On Windows a virus scanner may hold a file for a moment; tried again for at most a second before it is an error. */
export function patiently(action: () => void, waits = process.platform === 'win32' ? 20 : 0): void {
  for (let left = waits; ; left -= 1) {
    try {
      return action()
    } catch (error) {
      if (left <= 0 || !busy.has(codeOf(error) ?? '')) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
    }
  }
}
