import { expect, it } from 'vitest'
import { is } from 'valibot'
import { authAs } from '../../../../renderer/views/profile/auth'
import { authSchema } from '../../../../shared/options'

it('keeps what two kinds of sign-in have in common', () => {
  expect(authAs('digest', { kind: 'basic', user: 'ann', password: 'sec_1' })).toEqual({ kind: 'digest', user: 'ann', password: 'sec_1' })
  expect(authAs('api-key', { kind: 'bearer', token: 'sec_1' })).toMatchObject({ value: 'sec_1' })
})

it.each(['none', 'basic', 'bearer', 'api-key', 'digest', 'oauth2'] as const)('makes %s fit the schema', (kind) => {
  expect(is(authSchema, authAs(kind, { kind: 'none' }))).toBe(true)
})
