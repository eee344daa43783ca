import { describe, expect, it } from 'vitest'
import { AppError, fromWire, isAbort, toWire } from '../../shared/errors'

describe('an error on its way to the window', () => {
  it('keeps its code and words across the wire', () => {
    const error = new AppError('bad-hex', 'not a hex digit', { cause: new Error('inner') })
    const back = fromWire(structuredClone(toWire(error)))
    expect(back).toBeInstanceOf(AppError)
    expect(back).toMatchObject({ name: 'AppError', code: 'bad-hex', message: 'not a hex digit' })
  })

  it.each([new Error('/home/me/secret.json'), new TypeError('x is not a function'), 'text', null, undefined, { code: 'bad-hex', message: 'forged' }])(
    'gives away nothing of what is no AppError: %s',
    (error) => {
      const { code, message } = toWire(error)
      expect(code).toBe('internal')
      expect(message).not.toMatch(/secret|function|text|forged/)
    },
  )

  it('keeps the chain of causes inside', () => {
    const inner = new Error('ENOSPC')
    expect(new AppError('store-write', 'The disk is full', { cause: inner }).cause).toBe(inner)
  })
})

describe('an abort', () => {
  it('is told from a failure by its name', async () => {
    expect(isAbort(AbortSignal.abort().reason)).toBe(true)
    const own = new Error('closed')
    own.name = 'AbortError'
    expect(isAbort(own)).toBe(true)
    for (const other of [new Error('AbortError'), AbortSignal.timeout(0), 'AbortError', null]) expect(isAbort(other)).toBe(false)
    const late = AbortSignal.timeout(1)
    await new Promise((resolve) => late.addEventListener('abort', resolve))
    expect(isAbort(late.reason)).toBe(false)
  })
})
