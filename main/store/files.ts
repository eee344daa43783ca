/** The files of one store on disk: the current one, its good generations, and what was set aside. */
import * as fs from 'node:fs'
import { join } from 'node:path'
import { limits } from '../../shared/limits'
import { codeOf } from '../lib/errno'
import { ageBetween, copy, flush, patiently, sameContent } from './disk'

/** Why a file stands aside: it is part of its name. */
export type Aside = 'corrupt' | 'changed' | 'newer'
const asides: readonly Aside[] = ['corrupt', 'changed', 'newer']

/**
 * `<name>.json` is only ever replaced by a rename of a finished file, and never written in place: that is what lets a
 * hard link, which costs no space, keep what it held.
 */
export class StoreFiles {
  readonly dir: string
  readonly name: string
  /** Newest first. */
  readonly generations: readonly string[]
  /** Where the next version is written before it is proven. */
  readonly stagedName: string
  readonly #flush: (path: string) => void

  /** `flushed` is a seam for tests: whether something is on disk can't be seen otherwise without a power cut. */
  constructor(dir: string, name: string, flushed: (path: string) => void = flush) {
    this.dir = dir
    this.name = name
    this.#flush = flushed
    this.stagedName = `${name}.new`
    this.generations = Array.from({ length: limits.generations }, (_, index) => join(dir, `${name}.${index + 1}.json`))
  }

  get current(): string {
    return join(this.dir, `${this.name}.json`)
  }

  get staged(): string {
    return join(this.dir, `${this.stagedName}.json`)
  }

  get #interim(): string {
    return join(this.dir, `${this.name}.interim.json`)
  }

  /** Removes what a killed or failed save left: the staged file, the writer's temporary files, a half-made copy. */
  sweep(): void {
    for (const file of fs.readdirSync(this.dir)) {
      if (file.startsWith(`${this.stagedName}.json`) || file === `${this.name}.interim.json`) fs.rmSync(join(this.dir, file), { force: true })
    }
  }

  /** Tells whether the current file is still the one that was left there; null if there is none. */
  stamp(): string | null {
    const stats = fs.statSync(this.current, { bigint: true, throwIfNoEntry: false })
    return stats === undefined ? null : `${stats.ino}-${stats.size}-${stats.mtimeNs}`
  }

  /** Makes the staged file, whose bytes reach the disk before, the current one; returns its stamp. */
  commit(): string | null {
    this.#flush(this.staged)
    patiently(() => fs.renameSync(this.staged, this.current))
    return this.stamp()
  }

  /** A rename outlives a power cut only once its directory is on disk; Windows has no such call and needs none. */
  flushDir(): void {
    if (process.platform !== 'win32') this.#flush(this.dir)
  }

  /**
   * Makes the current file generation 1. The older ones move down only when generation 1 is old enough, and one that
   * `judge` finds unfit stands aside in place of pushing a good one out.
   */
  keepGeneration(judge: (path: string) => Aside | null, at: number): void {
    const [first, second] = this.generations
    if (first === undefined || second === undefined || sameContent(this.current, first)) return
    if (fs.existsSync(first) && ageBetween(first, second) >= limits.generationSpacingMs) this.#moveDown(judge, at)
    this.#linkOver(this.current, first)
  }

  /** All but those whose text `keep` finds in order. */
  dropGenerations(keep: (text: string) => boolean): void {
    for (const generation of this.generations) if (fs.existsSync(generation) && !isKept(generation, keep)) fs.rmSync(generation, { force: true })
    this.flushDir()
  }

  /** Makes a generation the current file again, with its date; the generation stays. Returns the stamp. */
  restore(generation: string): string | null {
    this.#copyOver(generation, this.current)
    return this.stamp()
  }

  /** Moves a file out of the way under a name of its own, never over another; returns that name. Needs no space. */
  setAside(path: string, why: Aside, at: number): string {
    const named = (time: number) => `${this.name}.${why}-${new Date(time).toISOString().replace(/[:.]/g, '-').replace('Z', '')}.json`
    let time = at
    // Names sort by time: a second file of the same millisecond takes the next one.
    while (fs.existsSync(join(this.dir, named(time)))) time += 1
    const file = named(time)
    patiently(() => fs.renameSync(path, join(this.dir, file)))
    this.#prune(why)
    return file
  }

  /** Removes files that stand aside, but for those whose text `keep` finds in order. */
  dropAside(keep: (text: string) => boolean): void {
    const aside = fs.readdirSync(this.dir).filter((file) => asides.some((why) => file.startsWith(`${this.name}.${why}-`)))
    for (const file of aside) {
      const path = join(this.dir, file)
      if (!isKept(path, keep)) fs.rmSync(path, { force: true, recursive: true })
    }
    this.flushDir()
  }

  #prune(why: Aside): void {
    const kept = fs.readdirSync(this.dir).filter((file) => file.startsWith(`${this.name}.${why}-`)).sort()
    for (const file of kept.slice(0, -limits.storeFilesKept)) fs.rmSync(join(this.dir, file), { force: true, recursive: true })
  }

  #moveDown(judge: (path: string) => Aside | null, at: number): void {
    for (let index = this.generations.length - 2; index >= 0; index -= 1) {
      const from = this.generations[index]
      const to = this.generations[index + 1]
      if (from === undefined || to === undefined || !fs.existsSync(from)) continue
      const unfit = judge(from)
      if (unfit === null) patiently(() => fs.renameSync(from, to))
      else this.setAside(from, unfit, at)
    }
  }

  /** Like `#copyOver`, without needing space: for a file that is about to lose its other name. */
  #linkOver(from: string, to: string): void {
    this.#place(to, [() => fs.linkSync(from, this.#interim), () => copy(from, this.#interim)])
  }

  /** A file of its own, since some editors write in place and would reach through a link into the generation; a link if the disk is full. */
  #copyOver(from: string, to: string): void {
    this.#place(to, [() => copy(from, this.#interim), () => fs.linkSync(from, this.#interim)])
  }

  /** By way of another name, so that `to` is at every moment the old file or the new one. Not every file system has hard links. */
  #place(to: string, [make, makeOtherwise]: [() => void, () => void]): void {
    fs.rmSync(this.#interim, { force: true })
    try {
      make()
    } catch (error) {
      if (codeOf(error) === null) throw error
      fs.rmSync(this.#interim, { force: true })
      makeOtherwise()
    }
    patiently(() => fs.renameSync(this.#interim, to))
    // rename(2) does nothing when both names are links to one file already.
    fs.rmSync(this.#interim, { force: true })
  }
}

function isKept(path: string, keep: (text: string) => boolean): boolean {
  const stats = fs.statSync(path)
  return stats.isFile() && stats.size <= limits.storeBytes && keep(fs.readFileSync(path, 'utf8'))
}
