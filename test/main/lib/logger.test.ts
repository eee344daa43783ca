import { describe, expect, it } from 'vitest'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loggerTo, silentLogger, toFile } from '../../../main/lib/logger'
import { tempDir } from '../../support/disk'

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

  it('keeps a file of bounded size, and the one before', () => {
    const file = join(tempDir(), 'new folder', 'sockdeck.log')
    const logger = loggerTo(toFile(file, 1_000))
    for (let i = 0; i < 100; i += 1) logger.info(`event ${i}`)
    expect(statSync(file).size).toBeLessThan(1_100)
    expect(statSync(`${file}.old`).size).toBeLessThan(1_100)
    expect(readFileSync(file, 'utf8').trimEnd().split('\n').at(-1)).toMatch(/event 99$/)
  })

  it('gives up on a file that can not be written, and the app goes on', () => {
    const taken = join(tempDir(), 'taken')
    writeFileSync(taken, '')
    const logger = loggerTo(toFile(join(taken, 'sockdeck.log'), 1_000))
    expect(() => logger.info('x')).not.toThrow()
  })

  it('can be silent', () => {
    expect(silentLogger.error('x', new Error('y'))).toBeUndefined()
  })
})
