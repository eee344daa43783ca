/** Networks of their own for processes (Linux, root): a cable between two of them, which can be spoilt in ways that a program on loopback can't. */
import { execFileSync, spawnSync, type ChildProcess } from 'node:child_process'

function missing(): string | null {
  if (process.platform !== 'linux') return 'network namespaces are Linux’s'
  const all = ['unshare -n true', 'ip -V', 'nsenter -V'].map((line) => line.split(' '))
  const failing = all.find(([command = '', ...args]) => spawnSync(command, args, { stdio: 'ignore' }).status !== 0)
  return failing === undefined ? null : `it takes root and \`${failing.join(' ')}\``
}

/** Why there are none here, in words; null: there are. */
export const noNamespaces = missing()

/** The command that starts another one in a new network, without even a loopback interface. */
export const apart = ['unshare', '-n']

const pidOf = ({ pid }: ChildProcess): string => String(pid)

/** The command that starts another one in the network of a process. */
export const within = (owner: ChildProcess): string[] => ['nsenter', '-t', pidOf(owner), '-n']

/** Runs a command in the network of a process; throws with what it said. */
export function run(owner: ChildProcess, line: string | readonly string[]): void {
  const [command = '', ...args] = [...within(owner), ...(typeof line === 'string' ? line.split(' ') : line)]
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] })
}

export const addresses = { ours: '10.77.0.1', theirs: '10.77.0.2', other: '10.77.0.3' }
const macs = { ours: '02:00:00:00:00:01', theirs: '02:00:00:00:00:02' }

/** Joins two networks: `ours` at `wire` with 10.77.0.1, `theirs` at `wire` with 10.77.0.2; loopback is up in both. */
export function cable(ours: ChildProcess, theirs: ChildProcess): void {
  const make = `link add wire address ${macs.ours} netns ${pidOf(ours)} type veth peer name wire address ${macs.theirs} netns ${pidOf(theirs)}`
  execFileSync('ip', make.split(' '), { stdio: ['ignore', 'ignore', 'pipe'] })
  for (const [owner, address] of [[ours, addresses.ours], [theirs, addresses.theirs]] as const) {
    run(owner, 'ip link set lo up')
    run(owner, `ip addr add ${address}/24 dev wire`)
    run(owner, 'ip link set wire up')
  }
  // Known for good: a peer that is silent must not be found by who asks where it is.
  run(ours, `ip neigh replace ${addresses.theirs} lladdr ${macs.theirs} dev wire nud permanent`)
  run(theirs, `ip neigh replace ${addresses.ours} lladdr ${macs.ours} dev wire nud permanent`)
}

/** From now on every packet is lost in both directions, and nobody is told; the cable stays plugged in. */
export function swallow(theirs: ChildProcess): void {
  run(theirs, `ip addr del ${addresses.theirs}/24 dev wire`)
}

export function swallowNoMore(theirs: ChildProcess): void {
  run(theirs, `ip addr add ${addresses.theirs}/24 dev wire`)
}
