import { describe, expect, it } from 'vitest'
import { EarlyBridge } from '../../renderer/bridge'
import { FakeBridge } from '../support/bridge'

const turn = () => new Promise((done) => setTimeout(done))

/** Main, which answers `app.start` when it is told to. */
function late() {
  let answer: () => void = () => undefined
  const main = new FakeBridge().answer('app.start', () => new Promise((resolve) => (answer = () => resolve('picture' as never))))
  const early = new EarlyBridge(main)
  const heard: unknown[] = []
  const begin = () => {
    early.listen((name, value) => heard.push([name, value]))
    return early.call('app.start', {}).then((reply) => heard.push(reply))
  }
  const tell = (action: string) => main.emit('menu.chosen', { action: action as 'import' })
  return { main, early, heard, begin, tell, answer: async () => (answer(), await turn()) }
}
const told = (action: string) => ['menu.chosen', { action }]
const picture = { ok: true, value: 'picture' }

describe('a bridge that asks early', () => {
  it('asks once for the first picture, before anybody does, and hands it to who asks first', async () => {
    const { main, early, answer } = late()
    expect(main.calls).toEqual([{ command: 'app.start', payload: {} }])
    await answer()
    expect(await early.call('app.start', {})).toEqual(picture)
    expect(main.calls).toHaveLength(1)
    void early.call('app.start', {})
    void early.call('hub.stop', {})
    expect(main.calls.map(({ command }) => command)).toEqual(['app.start', 'app.start', 'hub.stop'])
  })

  it('keeps what is told before anybody listens: what is older than the picture comes before it, what is newer after it', async () => {
    const { heard, begin, tell, answer } = late()
    tell('first')
    await answer()
    tell('second')
    const asked = begin()
    tell('third')
    await asked
    tell('fourth')
    await turn()
    tell('fifth')
    expect(heard).toEqual([told('first'), picture, told('second'), told('third'), told('fourth'), told('fifth')])
  })

  it('passes everything on as it comes when the picture is asked for before it is there', async () => {
    const { heard, begin, tell, answer } = late()
    tell('first')
    const asked = begin()
    tell('second')
    await answer()
    await asked
    tell('third')
    expect(heard).toEqual([told('first'), told('second'), picture, told('third')])
  })

  it('tells nobody who has left', () => {
    const main = new FakeBridge()
    const early = new EarlyBridge(main)
    const heard: string[] = []
    const stop = early.listen((name) => heard.push(name))
    void early.call('app.start', {})
    stop()
    main.emit('menu.chosen', { action: 'import' })
    expect(heard).toEqual([])
  })
})
