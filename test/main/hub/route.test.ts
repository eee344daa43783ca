import { describe, expect, it } from 'vitest'
import { route } from '../../../main/hub/route'
import { FakeClock } from '../../support/clock'

const bench = { clock: new FakeClock(), broadcast: () => undefined }
const refusal = (url: string) => {
  const found = route(url, bench)
  return 'status' in found ? found : null
}

describe('route', () => {
  it.each(['/echo', '/echo?anything=goes', '/room/lobby', '/room/caf%C3%A9', '/clock', '/clock?ms=10', '/flood', '/flood?rate=1000000&size=1048576&count=1'])('knows %s', (url) => {
    expect(refusal(url)).toBeNull()
  })

  it.each(['/', '', '*', '/Echo', '/echo/', '/echo/x', '//echo', '/clocks', '/roomy/x', 'http://127.0.0.1/echo', '/%65cho', '/echo#x'])('answers 404 and the list of modes to "%s"', (url) => {
    expect(refusal(url)).toMatchObject({ status: 404 })
    for (const mode of ['/echo', '/room/<name>', '/clock?ms=1000', '/flood?rate=']) expect(refusal(url)?.text).toContain(mode)
  })

  it.each(['/room', '/room/', '/room/a/b', '/room/%', '/room/%ff', `/room/${'x'.repeat(65)}`])('answers 400 in words to %s', (url) => {
    expect(refusal(url)).toMatchObject({ status: 400, text: expect.stringContaining('/room/lobby') as string })
  })

  it('gives a room the name that its path spells', () => {
    expect(route('/room/caf%C3%A9?x=y', bench)).toMatchObject({ room: 'café' })
  })

  it.each([
    ['/clock?ms=9', 'ms must be a whole number from 10 to 60000, such as ms=100'],
    ['/flood?rate=0', 'rate must be a whole number from 1 to 1000000, such as rate=100'],
    ['/flood?size=1048577', 'size must be a whole number from 1 to 1048576, such as size=100'],
    ['/flood?count=x', 'count must be a whole number from 1 to 1000000000, such as count=100'],
  ])('answers 400 to %s', (url, text) => {
    expect(refusal(url)).toEqual({ status: 400, text })
  })
})
