/** What the system asks for, from before the app is ready until long after. */
import { execFileSync } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { App } from 'electron'
import { hearOutside, type Started } from '../../../main/app/openings'
import { readShared } from '../../../main/app/read-shared'
import type { OpeningRequest } from '../../../shared/opening'
import { tempDir } from '../../support/disk'

const link = 'sockdeck://open?url=wss://h'
const started: Started = { argv: ['sockdeck'], cwd: () => '/home/me', platform: 'linux' }

function heard(about: Partial<Started> = {}) {
  const app = new EventEmitter()
  const outside = hearOutside(app as unknown as App, { ...started, ...about })
  const taken: OpeningRequest[] = []
  let shown = 0
  const deliver = () => outside.deliver((requests) => taken.push(...requests), () => (shown += 1))
  return { app, taken, deliver, shown: () => shown }
}

/** As macOS does: the app must say that it takes care of it. */
function ask(app: EventEmitter, event: 'open-url' | 'open-file', what: string): boolean {
  let prevented = false
  app.emit(event, { preventDefault: () => (prevented = true) }, what)
  return prevented
}

describe('hearOutside', () => {
  it('keeps what the app was started with, and what came before it was ready, until somebody takes it', () => {
    const { app, taken, deliver, shown } = heard({ argv: ['sockdeck', 'team.sockdeck'] })
    expect([ask(app, 'open-url', link), ask(app, 'open-file', '/tmp/a.sockdeck')]).toEqual([true, true])
    deliver()
    expect(taken).toEqual([{ kind: 'file', path: '/home/me/team.sockdeck' }, { kind: 'link', text: link }, { kind: 'file', path: '/tmp/a.sockdeck' }])
    // The first window opens by itself.
    expect(shown()).toBe(0)
  })

  it('hands over what comes later at once, and brings the app to the front', () => {
    const { app, taken, deliver, shown } = heard()
    deliver()
    ask(app, 'open-url', link)
    app.emit('second-instance', {}, ['sockdeck', '--switch', 'b.sockdeck'], '/elsewhere')
    expect(taken).toEqual([{ kind: 'link', text: link }, { kind: 'file', path: '/elsewhere/b.sockdeck' }])
    expect(shown()).toBe(2)
  })

  it('comes to the front when it is started again with nothing to open', () => {
    const { app, taken, deliver, shown } = heard()
    deliver()
    app.emit('second-instance', {}, ['sockdeck'], '/')
    expect([taken, shown()]).toEqual([[], 1])
  })

  it('passes over the path of the app itself where it is not packaged, of both starts', () => {
    const { app, taken, deliver } = heard({ argv: ['electron', '.', link], defaultApp: true })
    deliver()
    app.emit('second-instance', {}, ['electron', '.', 'c.json'], '/srv')
    expect(taken).toEqual([{ kind: 'link', text: link }, { kind: 'file', path: '/srv/c.json' }])
  })
})

describe('readShared', () => {
  it('reads a file', async () => {
    const file = path.join(tempDir(), 'a.sockdeck')
    writeFileSync(file, '{"ü":1}')
    expect(await readShared(file)).toBe('{"ü":1}')
  })

  it('refuses a folder, and what is not there', async () => {
    const dir = tempDir()
    mkdirSync(path.join(dir, 'a.sockdeck'))
    await expect(readShared(path.join(dir, 'a.sockdeck'))).rejects.toMatchObject({ code: 'file-unreadable', message: 'It is not a file.' })
    await expect(readShared(path.join(dir, 'b.sockdeck'))).rejects.toMatchObject({ code: 'file-unreadable' })
  })

  it.skipIf(process.platform === 'win32')('does not wait for a pipe', async () => {
    const pipe = path.join(tempDir(), 'a.sockdeck')
    execFileSync('mkfifo', [pipe])
    await expect(readShared(pipe)).rejects.toMatchObject({ code: 'file-unreadable' })
  })
})
