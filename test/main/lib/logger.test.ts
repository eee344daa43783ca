import { describe, expect, it } from 'vitest'
import { consoleLogger, silentLogger } from '../../../main/lib/logger'

describe('the diary', () => {
  it('writes one line per event, with time, level and the cause in words', () => {
    const lines: string[] = []
    const logger = consoleLogger((line) => lines.push(line))
    logger.info('started')
    logger.warn('slow', 'not an error')
    logger.error('broke', new TypeError('x is undefined'))
    expect(lines.map((line) => line.replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z /, ''))).toEqual(['info started', 'warn slow', 'error broke | TypeError: x is undefined'])
  })

  it('can be silent', () => {
    expect(silentLogger.error('x', new Error('y'))).toBeUndefined()
  })
})
