/** A network of its own with a name server of its own (Linux, root): what the system itself makes of its answers. */
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { within } from './namespace'
import { launch, moduleCommand } from './child-server'

/** Knows `ok.example` as 127.0.0.1, says SERVFAIL for `broken.example` and nothing for `silent.example`; all other names do not exist. */
const program = `
  import { createSocket } from 'node:dgram'
  const server = createSocket('udp4')
  server.on('message', (asked, { port, address }) => {
    const labels = []
    let at = 12
    for (; asked[at] > 0; at += asked[at] + 1) labels.push(asked.subarray(at + 1, at + 1 + asked[at]).toString())
    const name = labels.join('.')
    if (name === 'silent.example') return
    const isA = asked.readUInt16BE(at + 1) === 1
    const answers = name === 'ok.example' && isA ? [Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 127, 0, 0, 1])] : []
    const head = Buffer.from(asked.subarray(0, at + 5))
    head.writeUInt16BE(0x8180 + (name === 'broken.example' ? 2 : name === 'ok.example' ? 0 : 3), 2)
    head.writeUInt16BE(answers.length, 6)
    head.writeUInt32BE(0, 8)
    server.send(Buffer.concat([head, ...answers]), port, address)
  })
  server.bind(53, '127.0.0.1', () => process.send('ready'))
  process.on('disconnect', () => process.exit())
`

/** The command that starts another one in a new network where names are asked for on loopback, for one second each. */
export function asking(): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'sockdeck-names-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const files = { 'resolv.conf': 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n', 'nsswitch.conf': 'hosts: files dns\n' }
  const mounts = Object.entries(files).map(([name, text]) => {
    writeFileSync(join(folder, name), text)
    return `if [ -e /etc/${name} ]; then mount --bind ${join(folder, name)} /etc/${name}; fi`
  })
  return ['unshare', '-n', '-m', 'sh', '-c', ['ip link set lo up', ...mounts, 'exec "$0" "$@"'].join(' && ')]
}

/** In the network of a process that `asking` started. */
export async function nameServer(owner: ChildProcess): Promise<void> {
  await launch([...within(owner), ...moduleCommand(program)])
}
