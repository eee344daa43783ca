import { describe, expect, it } from 'vitest'
import { NextMessages } from '../../../main/connection/next-message'
import { Veil } from '../../../main/connection/veil'
import type { Frame } from '../../../main/connection/wire'
import type { EncodedMessage } from '../../../shared/payload'

const frame = (kind: Frame['kind'], text: string, direction: Frame['direction'] = 'in'): Frame => ({ kind, direction, data: Buffer.from(text), compressed: false })
const heard: (string | null)[] = []
const note = (message: EncodedMessage | null) => heard.push(message === null ? null : `${message.binary ? 'binary' : 'text'} ${Buffer.from(message.bytes).toString()}`)

describe('who waits for the next message', () => {
  const make = (veil: Pick<Veil, 'bytes'> = new Veil()) => {
    heard.length = 0
    return new NextMessages(veil, (error) => { throw error })
  }

  it('is reported if it fails when told, and the others are told all the same', () => {
    const reported: unknown[] = []
    const next = new NextMessages(new Veil(), (error) => reported.push(error))
    heard.length = 0
    const broken = new Error('a listener broke')
    next.wait(() => { throw broken })
    next.wait(note)
    next.hear([frame('text', 'one')], -1)
    expect([heard, reported]).toEqual([['text one'], [broken]])
  })

  it('is told of the first one that comes, once', () => {
    const next = make()
    next.wait(note)
    next.wait(note)
    next.hear([frame('ping', 'p'), frame('pong', 'p', 'out'), frame('binary', 'b'), frame('text', 't')], -1)
    next.hear([frame('text', 'later')], -1)
    expect(heard).toEqual(['binary b', 'binary b'])
  })

  it('is not told of the answer to a ping message, which answers nothing else', () => {
    const next = make()
    next.wait(note)
    next.hear([frame('text', 'answer')], 0)
    expect(heard).toEqual([])
    next.hear([frame('text', 'answer'), frame('text', 'other')], 0)
    expect(heard).toEqual(['text other'])
  })

  it('can stop waiting, and waits in vain when the session ends', () => {
    const next = make()
    const stop = next.wait(note)
    next.wait(note)
    stop()
    stop()
    next.sessionOver()
    next.hear([frame('text', 'of the next session')], -1)
    expect(heard).toEqual([null])
  })

  it('may wait again from inside', () => {
    const next = make()
    next.wait((message) => {
      note(message)
      next.wait(note)
    })
    next.hear([frame('text', 'a'), frame('text', 'b')], -1)
    next.hear([frame('text', 'c')], -1)
    expect(heard).toEqual(['text a', 'text c'])
  })

  it('sees no secret', () => {
    const veil = new Veil()
    veil.add(new Set(['hunter22']))
    const next = make(veil)
    next.wait(note)
    next.hear([frame('text', 'pass hunter22')], -1)
    expect(heard).toEqual(['text pass ********'])
  })
})
