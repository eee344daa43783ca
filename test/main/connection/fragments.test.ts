import { describe, expect, it } from 'vitest'
import { Fragments } from '../../../main/connection/fragments'
import { limits } from '../../../shared/limits'
import { settled } from '../../support/clock'

describe('the fragments of a large message', () => {
  it('go out one in each turn of the event loop, however fast the system takes them', async () => {
    const sent: [bytes: number, fin: boolean][] = []
    const fragments = new Fragments((part, { fin }, tell) => {
      sent.push([part.byteLength, fin])
      tell('taken')
    })
    const fate = fragments.send(new Uint8Array(2.5 * limits.corkBytes), { binary: true, compress: false })
    await Promise.resolve()
    expect([sent.length, fragments.bytesToCome]).toEqual([1, 1.5 * limits.corkBytes])
    await settled(1)
    expect(sent).toHaveLength(2)
    expect(await fate).toBe('taken')
    expect(sent).toEqual([[limits.corkBytes, false], [limits.corkBytes, false], [limits.corkBytes / 2, true]])
  })

  it('leave it unknown what became of the message when the socket ends between two', async () => {
    const fates = ['taken', 'unwritten'] as const
    let sent = 0
    const fragments = new Fragments((_part, _about, tell) => tell(fates[sent++] ?? 'taken'))
    expect(await fragments.send(new Uint8Array(3 * limits.corkBytes), { binary: true, compress: false })).toBe('unknown')
    expect(sent).toBe(2)
  })
})
