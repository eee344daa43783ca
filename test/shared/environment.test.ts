import fc from 'fast-check'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { environmentsSchema, variableSchema, variablesInScope, type Variable } from '../../shared/environment'

const variable = fc.record<Variable>({ name: fc.constantFrom('a', 'b', 'A', 'c.d'), value: fc.string(), enabled: fc.boolean(), secret: fc.constant(false) })
const variables = fc.array(variable, { maxLength: 5 })

test('the chosen environment wins over the folder, the folder over the global ones; the later of a name wins in one list', () => {
  fc.assert(
    fc.property(variables, variables, variables, variables, (global, folder, chosen, other) => {
      const environments = [{ id: 'e1', name: 'One', variables: chosen }, { id: 'e2', name: 'Two', variables: other }]
      const scope = variablesInScope({ global, environments, chosenId: 'e1' }, folder)
      for (const name of ['a', 'b', 'A', 'c.d']) {
        const pick = (list: readonly Variable[]) => list.findLast((one) => one.enabled && one.name === name)
        expect(scope.get(name)).toEqual(pick(chosen) ?? pick(folder) ?? pick(global))
      }
    }),
  )
})

test('without a chosen environment, or with one that is gone, the global and the folder’s count', () => {
  const one: Variable = { name: 'a', value: '1', enabled: true, secret: false }
  for (const chosenId of [null, 'gone']) expect([...variablesInScope({ global: [one], environments: [], chosenId }, []).values()]).toEqual([one])
})

test.each(['1a', '$uuid', 'a b', '', '{{a}}', 'a'.repeat(101)])('%j is no name for a variable', (name) => {
  expect(v.is(variableSchema, { name, value: '', enabled: true, secret: false })).toBe(false)
})

test('a secret variable holds a reference, never the secret', () => {
  const secret = { name: 'a', enabled: true, secret: true }
  expect(v.is(variableSchema, { ...secret, value: 'hunter2' })).toBe(false)
  expect(v.is(variableSchema, { ...secret, value: 'sec_1' })).toBe(true)
  expect(v.is(environmentsSchema, { global: [{ ...secret, value: 'hunter2' }], environments: [], chosenId: null })).toBe(false)
})
