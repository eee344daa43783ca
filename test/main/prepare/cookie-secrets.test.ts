import { describe, expect, it } from 'vitest'
import { secretsInCookies, secretsInSetCookies } from '../../../main/prepare/cookie-secrets'

describe('what a server knows its client by', () => {
  it.each([
    ['a session id', 'sid=4f3a91bc', ['4f3a91bc']],
    ['a token of letters alone', 'token=abcdefghijKLMNOPqrst', ['abcdefghijKLMNOPqrst']],
    ['all of several, with their own equals signs', 'a=0123456789abcdef==; b=x1y2z3w4', ['0123456789abcdef==', 'x1y2z3w4']],
    ['what is encoded, and what it means', 'connect.sid=s%3A9f8e7d6c5b', ['s%3A9f8e7d6c5b', 's:9f8e7d6c5b']],
    ['what stands in quotes, without them', 'session="9f8e7d6c5b"', ['9f8e7d6c5b']],
    ['a percent sign that encodes nothing', 'odd=100%-of-1%', ['100%-of-1%']],
    ['a cookie without a name', '4f3a91bc', ['4f3a91bc']],
  ])('is %s', (_what, header, secrets) => {
    expect(secretsInCookies(header)).toEqual(secrets)
  })

  it.each(['ok=true', 'theme=dark', 'page=1234567', 'id=abc1234', 'day=20261122', 'zone=Europe/Zurich', 'zone=America/New_York', 'consent=accepted', 'seen=', '', 'a="b"'])('is not %s: it would be found in ordinary text', (header) => {
    expect(secretsInCookies(header)).toEqual([])
  })

  it('is the value that it sets, not how long it lasts', () => {
    expect(secretsInSetCookies(['sid=4f3a91bc; Path=/abc12345678; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'theme=dark; Domain=host1234.example', ' t = 9f8e7d6c5b ;Secure'])).toEqual(['4f3a91bc', '9f8e7d6c5b'])
  })
})
