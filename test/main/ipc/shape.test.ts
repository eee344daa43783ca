import { describe, expect, it } from 'vitest'
import { shapeProblem } from '../../../main/ipc/shape'
import { limits } from '../../../shared/limits'

function nested(depth: number): unknown {
  return depth === 1 ? {} : { inner: nested(depth - 1) }
}

describe('shapeProblem', () => {
  it('accepts plain data as deep as the limit', () => {
    expect(shapeProblem({ a: [1, 'two', null, true, { b: -0.5 }] })).toBeNull()
    expect(shapeProblem(nested(limits.callDepth))).toBeNull()
  })

  it('refuses what is not an object at the top', () => {
    for (const payload of [undefined, null, 1, 'text', true, [], Symbol('s'), () => 1, new Date(0), new Map(), new Uint8Array(1)])
      expect(shapeProblem(payload)).toBe('not-an-object')
  })

  it('refuses objects that are more than data', () => {
    for (const value of [new Date(0), new Map(), new Set(), new Uint8Array(4), /x/, new Error('x'), Object.create({ inherited: 1 }) as unknown])
      expect(shapeProblem({ value })).toBe('not-plain')
  })

  it('refuses every key that a plain object inherits, at any depth', () => {
    for (const key of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__']) {
      const poisoned: unknown = JSON.parse(`{"a":[{"${key}":{"polluted":true}}]}`)
      expect(shapeProblem(poisoned)).toBe('prototype-key')
    }
    expect(shapeProblem(structuredClone(JSON.parse('{"__proto__":{}}')))).toBe('prototype-key')
  })

  it('refuses numbers that are not finite', () => {
    for (const value of [Number.NaN, Infinity, -Infinity]) expect(shapeProblem({ list: [value] })).toBe('not-finite')
  })

  it('refuses deep nesting without overflowing the stack', () => {
    expect(shapeProblem(nested(limits.callDepth + 1))).toBe('too-deep')
    let deep: unknown = []
    for (let i = 0; i < 200_000; i += 1) deep = [deep]
    expect(shapeProblem({ deep })).toBe('too-deep')
  })

  it('ends on a cycle', () => {
    const circle: Record<string, unknown> = {}
    circle['self'] = circle
    expect(shapeProblem(circle)).toBe('too-deep')
  })

  it('refuses what is too large by text, by count, by sharing or by a sparse length', () => {
    expect(shapeProblem({ text: 'x'.repeat(limits.callSize) })).toBe('too-large')
    expect(shapeProblem({ sparse: new Array(2 ** 32 - 1) })).toBe('too-large')
    let shared: unknown[] = Array.from({ length: 3_000 }, () => 1)
    for (let i = 0; i < 2; i += 1) shared = Array.from({ length: 3_000 }, () => shared)
    expect(shapeProblem({ shared })).toBe('too-large')
  })
})
