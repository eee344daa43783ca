/** Runs the tests of one real server: starts it before them, skips them with a reason where it is missing, and tells what they saw. */
import { afterAll, beforeAll, describe, test } from 'vitest'
import { versionOf, whyNot } from './installed'
import { RealServer, type Layout } from './real-server'
import { tell, type CheckId, type InteropLine, type Saw } from './told'

export interface Subject {
  /** As people call it. */
  name: string
  role: string
  /** Debian's packages of it, the one whose version counts first. */
  packages: readonly [string, ...string[]]
  /** Programs and files without which it can't run. */
  needs: readonly string[]
  layout: Layout
}

/** Only a test that hangs takes so long, ms. */
const limitMs = 60_000

type Work = (saw: Saw) => Promise<void>

export interface Bench {
  server: RealServer
  /** One of the checks that every server gets. */
  check: (id: CheckId, sentence: string, work: Work) => void
  /** Something that only this server does. */
  quirk: (sentence: string, work: Work) => void
}

/** To be called at the top of a test file, so that all servers of the file start at once. */
export function serving({ name, role, packages, needs, layout }: Subject, define: (bench: Bench) => void): void {
  const server = new RealServer(layout)
  const reason = whyNot(packages, needs)
  let begun: Promise<void> | null = null
  const begin = () => (begun ??= server.begin())
  if (reason === null) {
    beforeAll(() => { begin().catch(() => undefined) }) // its tests will say what was wrong
    afterAll(() => server.end())
  }
  const version = reason === null ? versionOf(packages[0]) : ''
  const register = (check: InteropLine['check'], title: string, work: Work) => {
    test(title, { timeout: limitMs }, async (context) => {
      const line = { server: name, role, version, check, title, seen: '', instead: null as string | null }
      if (reason !== null) {
        tell({ ...line, result: `skipped: ${reason}` })
        context.skip(reason)
      }
      const saw = Object.assign((text: string) => { line.seen = text }, {
        instead: (short: string, text: string) => Object.assign(line, { instead: short, seen: text }),
      })
      try {
        await begin()
        await work(saw)
      } catch (error) {
        tell({ ...line, result: String(error).split('\n')[0] ?? 'failed' })
        throw error
      }
      tell({ ...line, result: 'holds' })
    })
  }
  describe(name, () => {
    define({ server, check: (id, sentence, work) => register(id, sentence, work), quirk: (sentence, work) => register('quirk', sentence, work) })
  })
}
