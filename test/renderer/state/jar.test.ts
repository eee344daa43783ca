import { expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Jar } from '../../../renderer/state/jar.svelte'
import { FakeBridge } from '../../support/bridge'

it('shows a folder’s cookies, and none once they are cleared', async () => {
  let cookies = [{ name: 'sid', domain: 'host', path: '/', secure: true, expiresAt: null }]
  const bridge = new FakeBridge()
    .answer('cookies.list', () => cookies)
    .answer('cookies.clear', () => {
      cookies = []
      return null
    })
  const jar = new Jar(new Api(bridge), 'f')
  await jar.load()
  expect(jar.cookies?.map(({ name }) => name)).toEqual(['sid'])
  await jar.clear()
  expect(jar.cookies).toEqual([])
  expect(bridge.sent('cookies.clear')).toEqual([{ folderId: 'f' }])
})
