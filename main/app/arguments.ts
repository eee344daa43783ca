/** Arguments: which of a command line are links and files to be opened; switches and the app's own path are passed over. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { OpeningRequest } from '../../shared/opening'

export interface CommandLine {
  /** Whole, the program first; Chromium may have added switches of its own anywhere. */
  argv: readonly string[]
  /** Where it was typed. */
  cwd: string
  /** Electron was started with the app's path: the first argument that is no switch. */
  appPath: boolean
  platform: string
}

/** In their order. Never throws. */
export function requestsOf({ argv, cwd, appPath, platform }: CommandLine): OpeningRequest[] {
  const windows = platform === 'win32'
  return operands(argv.slice(1), windows)
    .slice(appPath ? 1 : 0)
    .map((operand) => requestOf(operand, cwd, windows))
}

/** Chromium's reading: what begins like a switch is one, its value sticks to it by `=`, and `--` ends them. */
function operands(args: readonly string[], windows: boolean): string[] {
  const end = args.indexOf('--')
  const isSwitch = (arg: string) => arg.startsWith('-') || (windows && arg.startsWith('/'))
  const mixed = end === -1 ? args : args.slice(0, end)
  return [...mixed.filter((arg) => !isSwitch(arg)), ...(end === -1 ? [] : args.slice(end + 1))].filter((arg) => arg !== '')
}

/** A scheme has two letters or more: one alone is a drive of Windows. A link of another scheme is refused as a link, in words. */
function requestOf(operand: string, cwd: string, windows: boolean): OpeningRequest {
  if (/^file:/i.test(operand)) {
    const file = pathOf(operand, windows)
    return file === null ? { kind: 'link', text: operand } : { kind: 'file', path: file }
  }
  if (/^[a-z][a-z\d+.-]+:/i.test(operand)) return { kind: 'link', text: operand }
  return { kind: 'file', path: (windows ? path.win32 : path.posix).resolve(cwd, operand) }
}

/** File managers of Linux hand files over as URLs. null: it names no file here; with a host, Windows would ask that machine for it. */
function pathOf(url: string, windows: boolean): string | null {
  try {
    return new URL(url).host === '' ? fileURLToPath(url, { windows }) : null
  } catch {
    return null
  }
}
