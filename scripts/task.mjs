/** The commands of package.json: set-up on a machine that has nothing yet, then the task itself. */
import path from 'node:path'
import { root, run, runTool, say, TaskError } from './process.mjs'
import { withDisplay, withDisplays } from './setup/display.mjs'
import { withLock } from './setup/lock.mjs'
import { ensureModules } from './setup/modules.mjs'
import { ensureRuntime } from './setup/runtime.mjs'
import { ensureSystem } from './setup/system.mjs'

const begun = Date.now()
const secondsSince = (from) => `${((Date.now() - from) / 1000).toFixed(1)} s`
const alone = (work) => withLock(path.join(root, 'out/setup.lock'), work)

/** Says how long a step took, or that it is the one that failed. */
async function step(name, work) {
  const from = Date.now()
  try {
    const result = await work()
    say(`${name}: ok, ${secondsSince(from)}`)
    return result
  } catch (error) {
    say(`${name}: FAILED after ${secondsSince(from)}`)
    throw error
  }
}

const build = () => step('build', () => run(process.execPath, ['scripts/build.mjs']))

/** Everything that a window on the screen needs. Returns the runtime. */
async function setUpElectron() {
  await ensureModules()
  const runtime = await ensureRuntime()
  await ensureSystem(runtime.binary)
  return runtime
}

/** Types and rules of all TypeScript in one go. */
const checkTypeScript = () => runTool('oxlint', 'oxlint', ['--type-aware', '--type-check', '--max-warnings=0', '--report-unused-disable-directives'])
const checkComponents = () => runTool('svelte-check', 'svelte-check', ['--tsconfig', 'renderer/tsconfig.json', '--fail-on-warnings'], { quiet: true })
/** What is left: components and scripts. */
const lintOthers = () => runTool('eslint', 'eslint', ['.', '--max-warnings=0'])

const suites = {
  unit: ({ env }, args) => runTool('vitest', 'vitest', ['run', ...args], { env }),
  e2e: ({ env }, args) => withDisplays(2, (display) => runTool('@playwright/test', 'playwright', ['test', ...args], { env: { ...env, ...display } })),
  chromium: async ({ env }, args) => (await import('./chromium-test.mjs')).testInChromium(env, args),
  install: async (electron, args) => (await import('./install-test.mjs')).testInstall(electron, args),
  lts: async ({ env }, args) => (await import('./node-lts.mjs')).testOnLts(env, args),
}

async function testAll(electron) {
  // The checks and the install test, in a system of its own, keep one core busy; the tests beside them wait half of their time.
  const checks = async () => {
    await step('types and lint of TypeScript', checkTypeScript)
    await step('types of components', checkComponents)
    await step('lint of components and scripts', lintOthers)
    await step('unused code', () => runTool('knip', 'knip', []))
    await step('install test', () => suites.install(electron, []))
  }
  await Promise.all([checks(), step('unit and integration tests', () => suites.unit(electron, []))])
  await step('end-to-end tests', () => suites.e2e(electron, []))
  say(`everything passed, ${secondsSince(begun)}`)
}

const tasks = {
  async start(args) {
    const electron = await alone(async () => {
      const runtime = await step('set-up', setUpElectron)
      await build()
      return runtime
    })
    const { startApp } = await import('./start.mjs')
    await startApp(electron, args)
  },
  async dev(args) {
    const electron = await alone(() => step('set-up', setUpElectron))
    const { startDev } = await import('./dev.mjs')
    await withDisplay((display) => startDev(electron, { ...electron.env, ...display }, args))
  },
  async build() {
    await alone(async () => {
      await ensureModules()
      await build()
    })
  },
  /** Everything, or one part with arguments for vitest or Playwright. */
  async test([part, ...args]) {
    if (part !== undefined && !Object.hasOwn(suites, part)) throw new TaskError(`there is no part "${part}" of the tests; parts are ${Object.keys(suites).join(', ')}`)
    const electron = await alone(async () => {
      const runtime = await step('set-up', setUpElectron)
      if (!['unit', 'lts'].includes(part)) await build()
      return runtime
    })
    if (part === undefined) await testAll(electron)
    else await suites[part](electron, args)
  },
  async package(args) {
    await alone(async () => {
      await ensureModules()
      const { planned } = await import('./package.mjs')
      const packageApp = await planned(await ensureRuntime(), args.filter((arg) => arg !== '--built'))
      if (!args.includes('--built')) await build()
      await step('package', packageApp)
    })
  },
  /** Measures; with names of cases, only those. */
  async bench(args) {
    const electron = await alone(async () => {
      const runtime = await step('set-up', setUpElectron)
      await build()
      return runtime
    })
    const { runBench } = await import('./bench.mjs')
    await runBench(electron, args)
  },
  /** The tests that repeat themselves, with their full counts. */
  async torture(args) {
    const electron = await alone(() => step('set-up', setUpElectron))
    const { runTorture } = await import('./torture.mjs')
    await step('torture', () => runTorture(electron, args))
  },
  /** The fault matrix and the real servers, with their full counts. */
  async faults(args) {
    const electron = await alone(() => step('set-up', setUpElectron))
    const { runFaults } = await import('./faults/run.mjs')
    await step('faults', () => runFaults(electron, args))
  },
  /** Draws docs/screenshots anew. */
  async screenshots(args) {
    const electron = await alone(async () => {
      const runtime = await step('set-up', setUpElectron)
      await build()
      return runtime
    })
    await withDisplay((display) => runTool('@playwright/test', 'playwright', ['test', '-c', 'test/screenshots', ...args], { env: { ...electron.env, ...display } }))
  },
  async check() {
    await alone(() => ensureModules())
    await checkTypeScript()
    await checkComponents()
  },
  async lint() {
    await alone(() => ensureModules())
    await checkTypeScript()
    await lintOthers()
  },
}

/** The oldest Node that the build tools run on, as package.json says too. */
function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) throw new TaskError(`Node 20.19 or newer is needed; this is ${process.version}`)
}

const [name, ...args] = process.argv.slice(2)
try {
  requireNode()
  if (!Object.hasOwn(tasks, name ?? '')) throw new TaskError(`there is no task "${name}"; tasks are ${Object.keys(tasks).join(', ')}`)
  await tasks[name](args)
} catch (error) {
  console.error(error instanceof TaskError ? `sockdeck: ${error.message}` : error)
  process.exit(1) // not by itself: what runs beside the failed step has to end too
}
