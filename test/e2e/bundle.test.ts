/** What ships: every package that is built into the programs is known here, and no older than the version that somebody has looked at. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import known from '../security/runtime-packages.json' with { type: 'json' }

const root = path.join(import.meta.dirname, '../..')
const out = path.join(root, 'out')

interface Shipped {
  name: string
  version: string
  /** The programs it is in. */
  programs: string[]
}

/** By the source maps of the build that is tested: code that the bundler left out does not ship. A package may be there twice. */
function shippedPackages(): Shipped[] {
  const shipped = new Map<string, Shipped>()
  const maps = ['main', 'preload', 'renderer'].flatMap((program) => {
    const files = readdirSync(path.join(out, program), { recursive: true, encoding: 'utf8' })
    return files.filter((name) => name.endsWith('.map')).map((name) => [program, name] as const)
  })
  expect(maps.length).toBeGreaterThan(5)
  for (const [program, name] of maps) {
    const { sources } = JSON.parse(readFileSync(path.join(out, program, name), 'utf8')) as { sources: string[] }
    for (const source of sources) {
      const [, place = '', packageName = ''] = /node_modules\/((?:.*node_modules\/)?((?:@[^/]+\/)?[^/]+))\//.exec(source) ?? []
      if (packageName === '') continue
      const seen = shipped.get(place) ?? { name: packageName, version: versionIn(place), programs: [] }
      if (!seen.programs.includes(program)) seen.programs.push(program)
      shipped.set(place, seen)
    }
  }
  return [...shipped.values()]
}

function versionIn(place: string): string {
  return (JSON.parse(readFileSync(path.join(root, 'node_modules', place, 'package.json'), 'utf8')) as { version: string }).version
}

function isBelow(version: string, floor: string): boolean {
  const [a, b] = [version, floor].map((text) => text.split('.').map((part) => Number.parseInt(part, 10)))
  for (let i = 0; i < 3; i += 1) if ((a?.[i] ?? 0) !== (b?.[i] ?? 0)) return (a?.[i] ?? 0) < (b?.[i] ?? 0)
  return false
}

test('what is bundled is listed, with the lowest version that may ship', () => {
  const shipped = shippedPackages()
  const floors: Record<string, string> = known.packages
  const problems = shipped.flatMap(({ name, version, programs }) => {
    const floor = floors[name]
    if (floor === undefined) return [`${name} ${version} ships in ${programs.join(' and ')} and is not known: read what it does, then add "${name}": "${version}" to test/security/runtime-packages.json`]
    return isBelow(version, floor) ? [`${name} ${version} is older than ${floor}, the lowest version that may ship`] : []
  })
  const gone = Object.keys(floors).filter((name) => !shipped.some((each) => each.name === name)).map((name) => `${name} ships no more: take it off test/security/runtime-packages.json`)
  expect([...problems, ...gone]).toEqual([])
})

test('the preload script has no package in it', () => {
  expect(shippedPackages().filter(({ programs }) => programs.includes('preload'))).toEqual([])
})

test('a version is compared by numbers', () => {
  expect([isBelow('1.9.0', '1.10.0'), isBelow('1.10.0', '1.9.9'), isBelow('2.0.0', '2.0.0'), isBelow('2.0.0-next.1', '2.0.0')]).toEqual([true, false, false, false])
})
