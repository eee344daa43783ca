import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { Line } from '../../../main/connection/line'

const failure = (code: string, about: object = { syscall: 'write' }) => Object.assign(new Error(code), { code }, about)

/** A socket whose peer has ended its side, and what the system answered to the write of nothing. */
function endedWith(answer: Error | null) {
  const raw = Object.assign(new EventEmitter(), { writable: true, write: (_data: string, told: (error: Error | null) => void) => told(answer) })
  const line = new Line(raw as unknown as Socket)
  raw.emit('end')
  return { line, raw }
}

describe('a line whose peer has ended its side', () => {
  it('takes an RST from the write of nothing', () => {
    expect(endedWith(failure('ECONNRESET')).line).toMatchObject({ finished: true, errorCode: 'ECONNRESET' })
  })

  it('was ended by this side where that write was cancelled, which says nothing of the peer', () => {
    expect(endedWith(failure('ECANCELED')).line).toMatchObject({ finished: true, error: null })
  })

  it('was just ended where that write went out: what fails afterwards fails of it', () => {
    const { line, raw } = endedWith(null)
    raw.emit('error', failure('EPIPE'))
    expect(line).toMatchObject({ finished: true, error: null })
  })
})
