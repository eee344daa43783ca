import { expect, it } from 'vitest'
import { Redaction } from '../../../main/connection/redaction'

it('hides a secret wherever it stands, also encoded for a URL', () => {
  const redaction = new Redaction(['p&ss word'])
  expect(redaction.text('a p&ss word, p%26ss%20word and p%26ss+word')).toBe('a ***, *** and ***')
  expect(redaction.header('X-Echo', 'p&ss word!')).toEqual({ name: 'X-Echo', value: '***!' })
  expect(redaction.path('/p%26ss%20word?q=p%26ss+word')).toBe('/***?q=***')
})

it('hides a secret of a few characters only where it is the whole of a value, since it stands in half of all words', () => {
  const redaction = new Redaction(['e'])
  expect(redaction.text('the server')).toBe('the server')
  expect(redaction.header('X-Pin', 'e')).toEqual({ name: 'X-Pin', value: '***' })
  expect(redaction.header('X-Server', 'feed')).toEqual({ name: 'X-Server', value: 'feed' })
  expect(redaction.path('/feed?x=e&y=feed')).toBe('/feed?x=***&y=feed')
})

it('keeps the scheme of an Authorization header, and hides what the server sends back of it', () => {
  const redaction = new Redaction([])
  redaction.learn([['Authorization', 'Bearer abcdef']])
  expect(redaction.header('Authorization', 'Bearer abcdef').value).toBe('Bearer ***')
  expect(redaction.header('X-Echo', 'you sent abcdef').value).toBe('you sent ***')
})
