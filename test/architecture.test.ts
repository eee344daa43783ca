/** The house is in order, and the inspector would notice if it were not. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { faultsOf } from './support/house'

const root = path.join(import.meta.dirname, '..')

function ourSources(): Map<string, string> {
  const names = ['main', 'shared', 'renderer'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name.replaceAll(path.sep, '/')}`),
  )
  return new Map(names.filter((name) => /\.(ts|svelte)$/.test(name) && !name.endsWith('.d.ts')).map((name) => [name, readFileSync(path.join(root, name), 'utf8')]))
}

/** Faults of a house with only these files. */
const faults = (files: Record<string, string>) => faultsOf(new Map(Object.entries(files)))

test('every file is in its room, imports what it may, and keeps its size', () => {
  const sources = ourSources()
  expect(sources.size).toBeGreaterThan(50)
  expect(faultsOf(sources)).toEqual([])
})

test.each([
  ['a widget that knows state', { 'renderer/ui/Dot.svelte': "<script lang=\"ts\">\nimport { deck } from '../state/deck.svelte'\n</script>", 'renderer/state/deck.svelte.ts': '' }, 'renderer/ui/Dot.svelte must not import renderer/state/deck.svelte.ts: a widget gets data by props'],
  ['an engine that knows Electron', { 'main/log/log.ts': "/** The log. */\nimport { app } from 'electron'" }, 'main/log/log.ts must not import electron: the engine runs without Electron'],
  ['a loader that hides in a call', { 'main/log/log.ts': "/** The log. */\nvoid import('../ipc/serve')" }, 'main/log/log.ts must not import main/ipc/serve: the engine'],
  ['a type from a room above', { 'main/lib/clock.ts': "/** Time. */\nexport type A = import('../log/log').A" }, 'main/lib/clock.ts must not import main/log/log: main/lib knows no other room'],
  ['ipc that reaches behind the pool', { 'main/ipc/handlers.ts': "/** Handlers. */\nimport type { Socket } from '../connection/socket'" }, 'main/ipc/handlers.ts must not import main/connection/socket: main/ipc asks the pool'],
  ['a worker of the page that knows state', { 'renderer/worker/payload.ts': "import { log } from '../state/log.svelte'" }, 'renderer/worker/payload.ts must not import renderer/state/log.svelte: a worker computes with formats'],
  ['an expression engine where none belongs', { 'main/hub/hub.ts': "/** Hub. */\nimport { RE2JS } from 're2js'" }, 'main/hub/hub.ts must not import re2js: the engine'],
  ['a second ws client', { 'main/connection/pool.ts': "/** Pool. */\nimport { WebSocket } from 'ws'" }, 'main/connection/pool.ts must not use ws: use the socket'],
  ['a second ipcMain', { 'main/app/menu.ts': "/** Menu. */\nimport { ipcMain } from 'electron'" }, 'main/app/menu.ts must not use ipcMain: add a handler'],
  ['a second sender of events', { 'main/app/menu.ts': "/** Menu. */\nwindow.webContents.send('x')" }, 'main/app/menu.ts must not use webContents.send: publish'],
  ['a timer of its own', { 'main/connection/retry.ts': '/** Retry. */\nsetTimeout(again, 5)' }, 'main/connection/retry.ts must not use a timer: take a Clock'],
  ['a view that calls main', { 'renderer/views/log/Log.svelte': '<script>\nwindow.sockdeck.call()\n</script>' }, 'renderer/views/log/Log.svelte must not use the bridge: call renderer/api.ts'],
  ['a view that uses its neighbour', { 'renderer/views/log/Log.svelte': "<script>\nimport Row from '../deck/Row.svelte'\n</script>" }, 'renderer/views/log/Log.svelte must not import renderer/views/deck/Row.svelte: a view uses its own folder'],
  ['a view that computes with shared', { 'renderer/views/log/Log.svelte': "<script>\nimport { parse } from '../../../shared/url'\n</script>" }, 'renderer/views/log/Log.svelte must import only types from shared/url'],
  ['markup from a string', { 'renderer/views/log/Log.svelte': '<p>{@html text}</p>' }, 'renderer/views/log/Log.svelte must not use {@html}'],
  ['a barrel', { 'renderer/ui/all.ts': "export * from './button'" }, 'renderer/ui/all.ts must not pass on exports'],
  ['a file without its sentence', { 'shared/url.ts': 'export const a = 1' }, 'shared/url.ts must begin with one line'],
  ['a file that is too long', { 'renderer/ui/list.ts': '\n'.repeat(400) + 'export {}' }, 'renderer/ui/list.ts has 401 lines and may have 300'],
  ['a line that is too wide', { 'renderer/ui/list.ts': `export const a = ${'1 + '.repeat(50)}1` }, 'renderer/ui/list.ts:1 is 218 characters wide and may have 160'],
  ['a drawer for everything', { 'shared/utils.ts': '/** Things. */' }, 'shared/utils.ts has a name that says nothing'],
  ['a circle', { 'renderer/ui/a.ts': "import { b } from './b'", 'renderer/ui/b.ts': "import { a } from './a'" }, 'renderer/ui/a.ts → renderer/ui/b.ts → renderer/ui/a.ts is a circle'],
])('notices %s', (_what, files: Record<string, string>, fault) => {
  expect(faults(files)).toContainEqual(expect.stringContaining(fault))
})

test('lets types go round, comments speak of timers and the page compose', () => {
  const files = {
    'renderer/ui/a.ts': "import type { B } from './b'",
    'renderer/ui/b.ts': "import type { A } from './a'",
    'main/connection/retry.ts': '/** Retry: knows when. */\n// never setTimeout(…) here',
    'renderer/App.svelte': "<script>\nimport Deck from './views/deck/Deck.svelte'\n</script>",
  }
  expect(faults(files)).toEqual([])
})
