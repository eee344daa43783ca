/** The house rules that a compiler can't know: who may import whom, what has one home, how large a file may be. Each fault says where the code belongs. */
import path from 'node:path'
import ts from 'typescript'

/** Source texts by path from the project's root, with forward slashes. */
export type Sources = ReadonlyMap<string, string>

interface Import {
  /** A path from the root for our own files, else the package's name. */
  target: string
  names: string[]
  typeOnly: boolean
}

/** A room, what it may import from besides itself, and what its reason is. The first room whose pattern fits owns a file. */
interface Room {
  name: string
  files: RegExp
  may: RegExp
  why: string
}

const engine = 'the engine runs without Electron and without the rooms that use it; hand what it needs in from main/app or main/main.ts'
const rooms: Room[] = [
  { name: 'shared', files: /^shared\//, may: /^shared\/|^(valibot|i18next)$/, why: 'shared is pure and known by all; move what needs a world to main or renderer' },
  { name: 'main/lib', files: /^main\/lib\//, may: /^(shared|main\/lib)\/|^node:/, why: 'main/lib knows no other room of main' },
  { name: 'main/log', files: /^main\/log\//, may: /^(shared|main\/(lib|log))\/|^(node:|valibot$|re2js$|jsonpath-rfc9535(?:\/|$))/, why: engine },
  { name: 'main/store', files: /^main\/store\//, may: /^(shared|main\/(lib|store))\/|^(node:|valibot$|electron-store$|conf$)/, why: engine },
  { name: 'main/schedule', files: /^main\/schedule\//, may: /^(shared|main\/(lib|schedule))\/|^main\/connection\/pool\.ts$|^(node:|croner$)/, why: engine },
  { name: 'main/metrics', files: /^main\/metrics\//, may: /^(shared|main\/(lib|metrics))\/|^main\/connection\/pool\.ts$|^node:/, why: engine },
  { name: 'main/prepare', files: /^main\/prepare\//, may: /^(shared|main\/(lib|prepare))\/|^(node:|tough-cookie$|oauth4webapi$)/, why: engine },
  { name: 'main/exchange', files: /^main\/exchange\//, may: /^(shared|main\/(lib|exchange))\/|^(node:|valibot$|yaml$|shell-quote$)/, why: engine },
  { name: 'main/connection', files: /^main\/connection\//, may: /^(shared|main\/(lib|log|prepare|connection))\/|^(node:|ws$|re2js$)/, why: engine },
  { name: 'main/hub', files: /^main\/hub\//, may: /^(shared|main\/(lib|log|hub))\/|^(node:|ws$)/, why: engine },
  {
    name: 'main/ipc',
    files: /^main\/ipc\//,
    may: /^(shared|main\/(lib|log|store|prepare|exchange|schedule|metrics|ipc))\/|^main\/connection\/(pool|preview)\.ts$|^main\/hub\/hub\.ts$|^(node:|electron$|valibot$)/,
    why: 'main/ipc asks the pool, the hub, the log and the store, and never what is behind them',
  },
  { name: 'main/preload.ts', files: /^main\/preload\.ts$/, may: /^shared\/|^electron$/, why: 'preload only hands over the bridge' },
  { name: 'main', files: /^main\//, may: /^(shared|main)\/|^(node:|electron$|electron-log\/node$|electron-updater$|yazl$)/, why: 'main/main.ts and main/app put the rooms together' },
  { name: 'renderer/ui', files: /^renderer\/ui\//, may: /^renderer\/ui\/|^shared\/words\/words\.ts$|^(svelte|bits-ui|uplot|@codemirror\/|@lezer\/|paneforge|svelte-sonner|@lucide)/, why: 'a widget gets data by props and knows no domain word' },
  { name: 'renderer/format', files: /^renderer\/format\//, may: /^(shared|renderer\/format)\/|^(re2js|diff)$/, why: 'a format is a pure function of its arguments' },
  { name: 'renderer/worker', files: /^renderer\/worker\//, may: /^(shared|renderer\/(format|worker))\/|^(re2js|diff)$/, why: 'a worker computes with formats; it has no page and knows no state' },
  { name: 'renderer/state', files: /^renderer\/(state\/|api\.ts$)/, may: /^(shared|renderer\/(format|state|worker))\/|^renderer\/api\.ts$|^(svelte|valibot)/, why: 'state knows no markup; a view reads it, not the other way' },
  {
    name: 'renderer/views',
    files: /^renderer\/views\//,
    may: /^(shared|renderer\/(ui|format|state|views))\/|^(svelte|bits-ui|paneforge|@lucide)|^(docs\/)?CHANGELOG/,
    why: 'a view draws state with widgets; calls to main belong to renderer/state',
  },
  { name: 'renderer', files: /^renderer\//, may: /^(shared|renderer)\/|^(svelte|bits-ui|paneforge|@fontsource)/, why: 'the page knows main only by renderer/api.ts' },
]

/** Things with one home: who else uses them is told where to go instead. */
const homes: { what: string; used: (file: File) => boolean; home: RegExp; instead: string }[] = [
  { what: 'ws', used: (file) => imports(file, 'ws'), home: /^main\/(connection\/(open-socket|upgrade)\.ts$|hub\/)/, instead: 'use the socket of main/connection/socket.ts, or the hub' },
  { what: 'electron', used: (file) => imports(file, 'electron'), home: /^main\/(main\.ts$|preload\.ts$|app\/|ipc\/)/, instead: 'hand what is needed in from main/app' },
  { what: 'electron-updater', used: (file) => imports(file, 'electron-updater'), home: /^main\/app\/update-source\.ts$/, instead: 'ask the updates of main/app/update.ts' },
  { what: 'ipcMain', used: (file) => imports(file, 'electron', 'ipcMain'), home: /^main\/ipc\/serve\.ts$/, instead: 'add a handler to main/ipc/handlers.ts' },
  { what: 'webContents.send', used: (file) => /\b(webContents|sender)\.send\(/.test(file.code), home: /^main\/ipc\/publish\.ts$/, instead: 'publish an event by main/ipc/publish.ts' },
  {
    what: 'the bridge',
    used: (file) => file.path.startsWith('renderer/') && (imports(file, 'shared/contract.ts', 'bridgeName') || /\b(window|globalThis)(\.sockdeck|\[)/.test(file.code)),
    home: /^renderer\/bridge\.ts$/,
    instead: 'call renderer/api.ts',
  },
  {
    what: 'a timer',
    used: (file) =>
      file.path.startsWith('main/') &&
      ['setTimeout', 'setInterval'].some((name) => file.code.includes(`${name}(`) || imports(file, 'node:timers', name) || imports(file, 'node:timers/promises', name)),
    home: /^main\/lib\/clock\.ts$/,
    instead: 'take a Clock of main/lib/clock.ts, so that tests can move time',
  },
]

const hardCeiling = 300
/** Of a line, unless a text in it needs more. */
const widest = 160
const ceilings: Record<string, number> = { 'main/main.ts': 150, 'main/preload.ts': 40, 'main/ipc/serve.ts': 150, 'renderer/api.ts': 150 }
const nameless = /(^|\/)(utils?|helpers?|common|manager|misc)\b/i

/** Every fault of these sources, one line each; none in a house in order. */
export function faultsOf(sources: Sources): string[] {
  const files = [...sources].map(([file, text]) => readFile(file, text, sources))
  return [...files.flatMap(importFaults), ...files.flatMap(homeFaults), ...files.flatMap(formFaults), ...cycleFaults(files)]
}

interface File {
  path: string
  text: string
  /** The script part without comments. */
  code: string
  imports: Import[]
  /** `export … from` another file. */
  passesOn: boolean
}

function readFile(file: string, text: string, sources: Sources): File {
  const script = file.endsWith('.svelte') ? [...text.matchAll(/<script\b[^>]*>([^]*?)<\/script>/g)].map((match) => match[1]).join('\n') : text
  const tree = ts.createSourceFile(file, script, ts.ScriptTarget.Latest, true)
  const found: Import[] = []
  let passesOn = false
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) found.push(declared(node))
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) passesOn = true
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) found.push(bare(node.argument.literal, true))
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword && node.arguments[0]) found.push(bare(node.arguments[0], false))
    ts.forEachChild(node, visit)
  }
  visit(tree)
  const resolved = found.map((one) => ({ ...one, target: resolve(file, one.target, sources) }))
  return { path: file, text, code: ts.createPrinter({ removeComments: true }).printFile(tree), imports: resolved, passesOn }
}

function declared(node: ts.ImportDeclaration): Import {
  const clause = node.importClause
  const bindings = clause?.namedBindings
  const elements = bindings && ts.isNamedImports(bindings) ? [...bindings.elements] : []
  const allTypes = !clause?.name && elements.length > 0 && elements.every((one) => one.isTypeOnly)
  const typeOnly = allTypes || clause?.phaseModifier === ts.SyntaxKind.TypeKeyword
  return { ...bare(node.moduleSpecifier, typeOnly), names: elements.map((one) => (one.propertyName ?? one.name).text) }
}

function bare(specifier: ts.Node, typeOnly: boolean): Import {
  return { target: ts.isStringLiteralLike(specifier) ? specifier.text : '', names: [], typeOnly }
}

function resolve(from: string, specifier: string, sources: Sources): string {
  if (!specifier.startsWith('.')) return specifier
  const target = path.posix.join(path.posix.dirname(from), specifier)
  return ['', '.ts', '.svelte.ts'].map((ending) => target + ending).find((name) => sources.has(name)) ?? target
}

function imports(file: File, target: string, name?: string): boolean {
  return file.imports.some((one) => one.target === target && (name === undefined || one.names.includes(name)))
}

function importFaults(file: File): string[] {
  const room = rooms.find(({ files }) => files.test(file.path))
  if (!room) return [`${file.path} is in no room: see docs for where code lives`]
  return file.imports
    .filter(({ target }) => !target.endsWith('.css') && !room.may.test(target))
    .map(({ target }) => `${file.path} must not import ${target}: ${room.why}`)
    .concat(viewFaults(file))
}

/** Parts of shared that do something: a view takes only types from them, and plain facts (limits, kinds, words) from the rest. */
const working = /^shared\/(contract|schemas|payload|url|errors)\b/

/** A view draws its own folder's parts; only deck may compose others. */
function viewFaults(file: File): string[] {
  const own = /^renderer\/views\/[^/]+\//.exec(file.path)?.[0]
  if (own === undefined) return []
  return file.imports.flatMap(({ target, typeOnly }) => {
    if (target.startsWith('renderer/views/') && !target.startsWith(own) && own !== 'renderer/views/deck/')
      return [`${file.path} must not import ${target}: a view uses its own folder; move what two views share to renderer/ui, or let renderer/views/deck or App.svelte put them together`]
    if (working.test(target) && !typeOnly) return [`${file.path} must import only types from ${target}: what it says or does belongs to renderer/format or renderer/state`]
    return []
  })
}

function homeFaults(file: File): string[] {
  return homes.filter(({ used, home }) => used(file) && !home.test(file.path)).map(({ what, instead }) => `${file.path} must not use ${what}: ${instead}`)
}

function formFaults({ path: file, text, passesOn }: File): string[] {
  const lines = text.trimEnd().split('\n')
  const ceiling = ceilings[file] ?? hardCeiling
  const inEngineOrShared = /^(main|shared)\//.test(file)
  return [
    ...(lines.length > ceiling ? [`${file} has ${lines.length} lines and may have ${ceiling}: find the second responsibility and give it a file of its own`] : []),
    ...(inEngineOrShared && !/^\/\*\* \S.*[.!?:](?: .*)?\*\/$/.test(lines[0] ?? '') ? [`${file} must begin with one line /** … */ that says its one responsibility`] : []),
    ...(lines.flatMap((line, at) => (line.length > widest && !/['"`/]/.test(line.trimStart().replace(/^\/?\*+|^\/\//, '')) ? [`${file}:${at + 1} is ${line.length} characters wide and may have ${widest}`] : []))),
    ...(passesOn ? [`${file} must not pass on exports of another file: import the thing from where it lives`] : []),
    ...(file.endsWith('.svelte') && text.includes('{@html') ? [`${file} must not use {@html}: texts come from sockets and stay text`] : []),
    ...(nameless.test(file) ? [`${file} has a name that says nothing: name it after what it does`] : []),
  ]
}

/** Circles of imports that exist at run time; a component that draws itself is none. */
function cycleFaults(files: readonly File[]): string[] {
  const neighbours = (file: File) => file.imports.filter(({ typeOnly, target }) => !typeOnly && target !== file.path).map(({ target }) => target)
  const edges = new Map(files.map((file) => [file.path, neighbours(file)]))
  const done = new Set<string>()
  const faults: string[] = []
  const walk = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) faults.push(`${[...way.slice(way.indexOf(file)), file].join(' → ')} is a circle: move what both need to a file below them`)
    else if (!done.has(file)) {
      for (const next of edges.get(file) ?? []) walk(next, [...way, file])
      done.add(file)
    }
  }
  for (const file of edges.keys()) walk(file, [])
  return faults
}
