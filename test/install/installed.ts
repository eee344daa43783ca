/** The installed app, started and driven as its ordinary user would. */
import { _electron, expect } from '@playwright/test'
import { Sockdeck } from '../e2e/support/app'
import { ElectronShell } from '../e2e/support/electron'
import type { CleanRoot } from '../support/clean-root'

/** Starts it with nothing but what the driver needs, and the sandbox on. Ready when a message could be typed. */
export async function startInstalled(root: CleanRoot, program: string): Promise<Sockdeck> {
  const began = performance.now()
  const electron = await _electron.launch({ executablePath: root.door(program), chromiumSandbox: true })
  const app = new Sockdeck(new ElectronShell(electron), await electron.firstWindow())
  await expect(app.composer).toBeVisible()
  console.log(`  started: ${Math.round(performance.now() - began)} ms from the program's start to the composer`)
  return app
}

/** Quits; nothing may have gone wrong in the page, and no process may stay. */
export async function quitInstalled(root: CleanRoot, app: Sockdeck): Promise<void> {
  await app.quit()
  expect(app.complaints).toEqual([])
  await expect.poll(() => processes(root)).toEqual([])
}

/** Names of the person's processes that still run. */
async function processes(root: CleanRoot): Promise<string[]> {
  const all = await root.run('sh', '-c', 'for each in /proc/[0-9]*; do grep -hE "^(Name|State|Uid):" $each/status | tr "\\n" " "; echo; done')
  return all.split('\n').filter((line) => /Uid:\s+[1-9]/.test(line) && !line.includes('State:\tZ'))
}

interface Confinement {
  /** Not root, and no capability. */
  ordinary: boolean
  /** 2: a filter decides on each system call. */
  seccomp: number
  noNewPrivileges: boolean
  /** Namespaces that it has to itself or shares with its like, but not with the app. */
  apart: string[]
}

/** What the kernel says of the process that shows the page. */
export async function confinementOfPage(root: CleanRoot, app: Sockdeck): Promise<Confinement> {
  const [main, page] = await app.electron.evaluate(({ BrowserWindow }) => [process.pid, BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0])
  const status = await root.run('cat', `/proc/${page}/status`)
  const number = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1])
  const apart: string[] = []
  for (const kind of ['net', 'pid', 'user']) {
    const [ours, theirs] = await Promise.all([main, page].map((pid) => root.run('readlink', `/proc/${pid}/ns/${kind}`)))
    if (ours !== theirs) apart.push(kind)
  }
  const ordinary = number('Uid') > 0 && /^CapEff:\s+0+$/m.test(status)
  return { ordinary, seccomp: number('Seccomp'), noNewPrivileges: number('NoNewPrivs') === 1, apart }
}
