import { describe, expect, it } from 'vitest'
import { splitUrl } from '../../../../renderer/state/options/split-url'

describe('splitting a URL', () => {
  it('moves a query into rows, decoded', () => {
    expect(splitUrl('wss://host:1/p?a=1&b=x%20y+z&flag&=v')).toEqual({
      bare: 'wss://host:1/p',
      user: '',
      password: '',
      query: [
        { name: 'a', value: '1', enabled: true, secret: false },
        { name: 'b', value: 'x y z', enabled: true, secret: false },
        { name: 'flag', value: '', enabled: true, secret: false },
        { name: '', value: 'v', enabled: true, secret: false },
      ],
    })
  })

  it('takes user name and password out', () => {
    expect(splitUrl('ws://ann:p%40ss:word@host/')).toMatchObject({ bare: 'ws://host/', user: 'ann', password: 'p@ss:word', query: [] })
  })

  it('leaves templates as they are, and bad percent signs too', () => {
    expect(splitUrl('wss://{{host}}/?token={{token}}&bad=%zz')?.query.map(({ value }) => value)).toEqual(['{{token}}', '%zz'])
  })

  it.each(['ws://host/', 'wss://host/path', '', 'http://a@b/?q=1', 'ws+unix:/a:/b?q=1', 'ws://host/?'])('has nothing to take from %s', (text) => {
    expect(splitUrl(text)).toBeNull()
  })
})
