import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDiary } from '../../../main/app/diary'
import { loggerTo } from '../../../main/lib/logger'
import { fillDisk, smallDisk, tempDir } from '../../support/disk'

/** A diary in this file, with the lines that went elsewhere because the disk took none. */
function diaryIn(file: string, mostBytes?: number) {
  const told: string[] = []
  const diary = openDiary(file, loggerTo((line) => told.push(line)), mostBytes)
  return { diary, told, logger: loggerTo(diary.sink) }
}

const lines = (text: string | null) => text?.trimEnd().split('\n').map((line) => line.replace(/^\S+ /, ''))

describe('the diary on disk', () => {
  it('has every line just as it was told, those before it was open too', async () => {
    const file = join(tempDir(), 'new folder', 'sockdeck.log')
    const { diary, logger } = diaryIn(file)
    logger.info('100 %s and %c done {text}')
    logger.warn('refused', new Error('a\r\nforged'))
    await diary.written()
    logger.info('later')
    expect(lines(readFileSync(file, 'utf8'))).toEqual(['info 100 %s and %c done {text}', 'warn refused | Error: a forged', 'info later'])
    expect(statSync(file).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600)
  })

  it('goes on where the run before it ended', async () => {
    const file = join(tempDir(), 'sockdeck.log')
    for (const run of ['first', 'second']) {
      const { diary, logger } = diaryIn(file)
      logger.info(run)
      await diary.written()
    }
    expect(lines(readFileSync(file, 'utf8'))).toEqual(['info first', 'info second'])
  })

  it('keeps a file of bounded size and the one before, and reads both', async () => {
    const file = join(tempDir(), 'sockdeck.log')
    const { diary, logger } = diaryIn(file, 1_000)
    logger.info('event 0')
    await diary.written()
    for (let i = 1; i < 100; i += 1) logger.info(`event ${i}`)
    const { before, now } = await diary.read()
    expect(statSync(file).size).toBeLessThan(1_100)
    expect(before?.length).toBeLessThan(1_100)
    expect(lines(now)?.at(-1)).toBe('info event 99')
    expect(lines(now)?.[0]).toBe(lines(before)?.at(-1)?.replace(/\d+$/, (last) => `${Number(last) + 1}`))
  })

  it('reads nothing where nothing was told, and only the end of a file that grew by other hands', async () => {
    const file = join(tempDir(), 'sockdeck.log')
    const { diary } = diaryIn(file, 100)
    expect(await diary.read()).toEqual({ before: null, now: null })
    writeFileSync(file, Array.from({ length: 50 }, (_, i) => `line ${i}\n`).join(''))
    const { now } = await diary.read()
    expect(now?.length).toBeLessThanOrEqual(100)
    expect(now).toMatch(/^line \d+\n/)
    expect(now).toMatch(/line 49\n$/)
  })

  it('gives up on a file that can not be written, says so once, and the app goes on', async () => {
    const taken = join(tempDir(), 'taken')
    writeFileSync(taken, '')
    const { diary, told, logger } = diaryIn(join(taken, 'sockdeck.log'))
    logger.info('x')
    await diary.written()
    logger.info('y')
    expect(told).toHaveLength(1)
    expect(told[0]).toMatch(/ warn Nothing more is written to .*sockdeck\.log \| Error: (ENOTDIR|EEXIST)/)
  })

  it('gives up when a folder comes in place of the file', async () => {
    const file = join(tempDir(), 'sockdeck.log')
    const { diary, told, logger } = diaryIn(file)
    logger.info('x')
    await diary.written()
    rmSync(file)
    mkdirSync(file)
    for (let i = 0; i < 3; i += 1) logger.info('y')
    expect(told).toHaveLength(1)
    expect(told[0]).toContain('EISDIR')
  })

  it('gives up when the disk is full', async ({ skip }) => {
    const disk = smallDisk(64) ?? skip('this user may not mount a small disk')
    const file = join(disk, 'sockdeck.log')
    const { diary, told, logger } = diaryIn(file)
    logger.info('fits')
    await diary.written()
    fillDisk(disk, 0)
    for (let i = 0; i < 10; i += 1) logger.info('x'.repeat(4_000))
    expect(told).toHaveLength(1)
    expect(told[0]).toContain('ENOSPC')
  })
})
