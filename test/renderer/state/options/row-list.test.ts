import { describe, expect, it } from 'vitest'
import { sealRows, setSecret } from '../../../../renderer/state/options/row-list'

const row = (name: string, value: string, about: object = {}) => ({ name, value, enabled: true, secret: false, ...about })
const keeper = {
  put: (text: string) => Promise.resolve(text.startsWith('{{') ? text : `sec_${text}`),
  reveal: (ref: string) => Promise.resolve(ref.slice(4)),
}

describe('a row that becomes secret', () => {
  it('has its value kept by main, and shows it again when it is made plain', async () => {
    const one = row('X-A', 'abc')
    await setSecret(one, true, keeper)
    expect(one).toEqual(row('X-A', 'sec_abc', { secret: true }))
    await setSecret(one, false, keeper)
    expect(one).toEqual(row('X-A', 'abc'))
  })

  it('stays plain when main refuses, and when somebody typed on', async () => {
    const refused = row('X-A', 'abc')
    await expect(setSecret(refused, true, { ...keeper, put: () => Promise.reject(new Error('no')) })).rejects.toThrow()
    expect(refused).toEqual(row('X-A', 'abc'))
    const typed = row('X-A', 'abc')
    const work = setSecret(typed, true, keeper)
    typed.value = 'abcd'
    await work
    expect(typed).toEqual(row('X-A', 'abcd'))
  })

  it('is one whose name sounds like it', async () => {
    const rows = [row('Authorization', 'x'), row('X-Api-Key', '{{key}}'), row('X-Team', 'y')]
    await sealRows(rows, keeper)
    expect(rows.map(({ value, secret }) => [value, secret])).toEqual([
      ['sec_x', true],
      ['{{key}}', true],
      ['y', false],
    ])
  })
})
