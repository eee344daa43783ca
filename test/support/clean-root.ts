/** A system to install into: another root's files under a layer that takes every change and goes away with the test. */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'

/** The ordinary user of that system. */
export const person = 'newcomer'
export const home = `/home/${person}`

/**
 * Not chroot: who is locked into one may not make user namespaces, and of these Chromium makes its sandbox. The pid namespace ends
 * every process within, and the mounts with them, when this shell ends; it does when whoever holds its input is gone.
 */
const setUp = `
set -e
mount -t overlay overlay -o "lowerdir=$LOWER,upperdir=$FOLDER/upper,workdir=$FOLDER/work" "$FOLDER/root"
cd "$FOLDER/root"
mount -t proc proc proc
mount --rbind /sys sys
mount --rbind /dev dev
mount -t tmpfs -o mode=1777 tmpfs dev/shm
mount --bind "$FOLDER/tmp" tmp
mount --bind /tmp/.X11-unix tmp/.X11-unix
cp --remove-destination --dereference /etc/resolv.conf etc/resolv.conf
pivot_root . .
umount -l .
cd /
echo ready
read -r end
`

/** What a login gives; nothing of the environment that the tests run in. */
const login = ['setpriv', `--reuid=${person}`, `--regid=${person}`, '--init-groups', 'env', '-i', '-C', home]
const surroundings = { HOME: home, USER: person, LOGNAME: person, PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8', DISPLAY: process.env['DISPLAY'] ?? '' }
const asPerson = [...login, ...Object.entries(surroundings).map(([name, value]) => `${name}=${value}`)]

export class CleanRoot {
  /** The root that lies below; nothing here writes to it. */
  readonly lower: string
  /** What was written since, as a tree of its own: new files, changed ones, and a device 0:0 for each that was removed. */
  readonly upper: string
  /** Outside's way to what is /tmp within. */
  readonly tmp: string
  readonly #folder: string
  readonly #holder: ChildProcess

  private constructor(lower: string, folder: string, holder: ChildProcess) {
    this.lower = lower
    this.upper = join(folder, 'upper')
    this.tmp = join(folder, 'tmp')
    this.#folder = folder
    this.#holder = holder
  }

  /** Throws an Error that says why where that is not possible: not root, or no overlay. */
  static async over(lower: string): Promise<CleanRoot> {
    const folder = mkdtempSync(join(tmpdir(), 'sockdeck-root-'))
    for (const name of ['upper', 'work', 'root', 'tmp/.X11-unix']) mkdirSync(join(folder, name), { recursive: true })
    for (const name of ['.', 'upper']) chmodSync(join(folder, name), 0o755)
    chmodSync(join(folder, 'tmp'), 0o1777)
    const env = { PATH: process.env['PATH'], LOWER: lower, FOLDER: folder }
    const holder = spawn('unshare', ['--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child', 'sh', '-c', setUp], { env })
    const root = new CleanRoot(lower, folder, holder)
    try {
      await root.#standing()
    } catch (error) {
      await root.remove()
      throw error
    }
    return root
  }

  async #standing(): Promise<void> {
    const { stdout, stderr } = this.#holder
    if (stdout === null || stderr === null) throw new Error('the clean root has no pipes')
    const complaint = text(stderr)
    const first = await Promise.race([once(stdout, 'data'), once(stdout, 'end').then(() => null)])
    if (first === null) throw new Error(`a clean root could not be mounted: ${(await complaint).trim()}`)
    // From here on only programs that are run within have something to say.
    await this.run('useradd', '--create-home', '--shell', '/bin/sh', person)
  }

  /** Runs a program within, as root; answers what it says. Throws if it fails. */
  async run(...command: string[]): Promise<string> {
    const [file = '', ...args] = this.#within(command)
    const { stdout } = await promisify(execFile)(file, args, { maxBuffer: 64 * 1024 * 1024, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    return stdout.trim()
  }

  /** The same as the ordinary user. */
  runAsPerson(...command: string[]): Promise<string> {
    return this.run(...asPerson, ...command)
  }

  /** A program outside that starts one within, as the ordinary user, with the arguments that it is given. */
  door(name: string): string {
    const file = join(this.#folder, name.replaceAll('/', '-'))
    const quoted = this.#within([...asPerson, name]).map((part) => `'${part}'`)
    writeFileSync(file, `#!/bin/sh\nexec ${quoted.join(' ')} "$@"\n`, { mode: 0o755 })
    return file
  }

  #within(command: readonly string[]): string[] {
    const { pid } = this.#holder
    return ['nsenter', `--mount=/proc/${pid}/ns/mnt`, `--pid=/proc/${pid}/ns/pid_for_children`, '--', ...command]
  }

  /** Ends whatever still runs within. */
  async remove(): Promise<void> {
    const { exitCode, signalCode, stdin } = this.#holder
    if (exitCode === null && signalCode === null) {
      const ended = once(this.#holder, 'exit')
      stdin?.end()
      await ended
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
