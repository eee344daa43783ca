import { describe, expect, it } from 'vitest'
import { loggerTo, silentLogger } from '../../../main/lib/logger'
import { limits } from '../../../shared/limits'

describe('the diary', () => {
  it('writes one line per event, with time, level and the cause in words', () => {
    const lines: string[] = []
    const logger = loggerTo((line) => lines.push(line))
    logger.info('started')
    logger.warn('slow', 'not an error')
    logger.error('broke', new TypeError('x is undefined'))
    expect(lines.map((line) => line.replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z /, ''))).toEqual(['info started', 'warn slow', 'error broke | TypeError: x is undefined'])
  })

  it('stays one line whatever an error says', () => {
    const lines: string[] = []
    loggerTo((line) => lines.push(line)).warn('refused', new Error('a\r\n2026 error forged\u001b[31m'))
    expect(lines[0]).toMatch(/ warn refused \| Error: a 2026 error forged \[31m$/)
  })

  it('stays short whatever an error quotes', () => {
    const lines: string[] = []
    loggerTo((line) => lines.push(line)).error('refused', new Error('x'.repeat(1_000_000)))
    expect(lines[0]?.length).toBeLessThan(limits.diaryLineCharacters + 100)
    expect(lines[0]).toMatch(/ error refused \| Error: x+…$/)
  })

  it('can be silent', () => {
    expect(silentLogger.error('x', new Error('y'))).toBeUndefined()
  })
})
