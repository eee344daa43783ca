/** What the figures depend on and may be told: versions and the number of CPUs, never a name or a path. And the Go peer, where it can be built. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { built } from './processes'

const root = path.join(built, '../..')
/** Where Debian puts the sources of golang-github-gorilla-websocket-dev. */
const debianGoPath = '/usr/share/gocode'

/** Null where Go or gorilla/websocket is not installed. */
export function buildGoPeer(): string | null {
  const peer = path.join(built, process.platform === 'win32' ? 'go-peer.exe' : 'go-peer')
  for (const goPath of [process.env['GOPATH'], debianGoPath]) {
    const env = { ...process.env, GO111MODULE: 'off', ...(goPath !== undefined && { GOPATH: goPath }) }
    try {
      execFileSync('go', ['build', '-o', peer, path.join(root, 'test/bench/go/main.go')], { env, stdio: 'ignore' })
      return peer
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    }
  }
  return null
}

/** "2 CPUs, Linux x64, Node 20.19.0, Electron 33.2.1, Go 1.19.8" */
export function machineWords(goPeer: string | null): string {
  const cpus = os.availableParallelism()
  const versions = [`Node ${process.versions.node}`, electronVersion(), goPeer === null ? 'no Go' : goVersion()]
  return [`${cpus} ${cpus === 1 ? 'CPU' : 'CPUs'}`, `${os.type()} ${os.arch()}`, ...versions].join(', ')
}

function goVersion(): string {
  return execFileSync('go', ['version'], { encoding: 'utf8' }).replace(/^go version go(\S+)[^]*/, 'Go $1')
}

/** Of the runtime that the window's case runs on. */
function electronVersion(): string {
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(root, 'node_modules/electron/dist')
  const file = path.join(folder, 'version')
  return existsSync(file) ? `Electron ${readFileSync(file, 'utf8').trim().replace(/^v/, '')}` : 'no Electron'
}
