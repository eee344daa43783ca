/** `node scripts/release/sbom.mjs <file>`: the bill of materials (CycloneDX) of what people install, as the source maps of out/ tell it. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from '../process.mjs'

// Shipped, but no line of theirs is in a source map.
const whole = ['electron', '@fontsource-variable/inter', '@fontsource-variable/jetbrains-mono']

/** `name@version` of every package that has a line of code in these programs. */
export function bundledIn(folder) {
  const maps = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.map'))
  const sources = maps.flatMap((map) => JSON.parse(readFileSync(path.join(folder, map), 'utf8')).sources)
  return new Set(sources.map(packageFolder).filter((home) => home !== null).map(identity))
}

/** The innermost package that a file belongs to, from the project's root: the way up to it is wrong in maps of workers. null: it is ours. */
function packageFolder(source) {
  const [home] = /node_modules[/\\](?:.*node_modules[/\\])?(?:@[^/\\]+[/\\])?[^/\\]+/.exec(source) ?? []
  return home === undefined ? null : path.join(root, home)
}

const identity = (home) => {
  const { name, version } = JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8'))
  return `${name}@${version}`
}

/** What npm knows of the project, cut down to what is shipped. Throws where something shipped is not in it. */
export function narrowed(bill, shipped) {
  const known = new Map(bill.components.map((component) => [`${component.name}@${component.version}`, component]))
  const missing = [...shipped].filter((each) => !known.has(each))
  if (missing.length > 0) throw new Error(`npm does not know ${missing.join(', ')}`)
  const components = [...shipped].sort().map((each) => released(known.get(each)))
  const own = bill.metadata.component
  const refs = new Set(components.map((component) => component['bom-ref']))
  const among = ({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((each) => refs.has(each)) })
  return {
    ...bill,
    metadata: { ...bill.metadata, component: { ...own, type: 'application', name: 'sockdeck' } },
    components,
    // The build brings in what the app is made of, whoever asked npm for it.
    dependencies: [{ ref: own['bom-ref'], dependsOn: [...refs] }, ...bill.dependencies.filter(({ ref }) => refs.has(ref)).map(among)],
  }
}

/** To npm all of it is for development, since the bundle has it inside. */
function released({ properties = [], ...component }) {
  const kept = properties.filter(({ name }) => name !== 'cdx:npm:package:development')
  return kept.length > 0 ? { ...component, properties: kept } : component
}

/** What npm knows of all that is installed. */
export function wholeBill() {
  const text = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx'], { cwd: root, encoding: 'utf8', maxBuffer: 64 * 2 ** 20, stdio: ['ignore', 'pipe', 'inherit'], shell: process.platform === 'win32' })
  return JSON.parse(text)
}

/** The bill of the build in `folder`. */
export function billOf(folder) {
  return narrowed(wholeBill(), new Set([...bundledIn(folder), ...whole.map((name) => identity(path.join(root, 'node_modules', name)))]))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const bill = billOf(path.join(root, 'out'))
  writeFileSync(process.argv[2], `${JSON.stringify(bill, null, 2)}\n`)
  console.log(`${bill.components.length} packages are in ${process.argv[2]}`)
}
