import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { keepRunning } from '../../../main/app/last-resort'
import { silentLogger } from '../../../main/lib/logger'

it('tells the person once of errors that nobody caught, and writes down each of the others', () => {
  const lost = new EventEmitter()
  const told: unknown[] = []
  const noted: unknown[] = []
  keepRunning(lost, { tell: (_title, error) => told.push(error), logger: { ...silentLogger, error: (_text, error) => noted.push(error) } })
  const errors = [new Error('thrown'), 'rejected', new Error('again')]
  lost.emit('unhandledRejection', errors[0], Promise.resolve())
  lost.emit('uncaughtException', errors[1], 'uncaughtException')
  lost.emit('uncaughtException', errors[2], 'uncaughtException')
  expect(told).toEqual([errors[0]])
  expect(noted).toEqual([errors[1], errors[2]])
})
