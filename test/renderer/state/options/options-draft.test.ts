import fc from 'fast-check'
import { is } from 'valibot'
import { describe, expect, it } from 'vitest'
import { OptionsDraft, type LayerBelow } from '../../../../renderer/state/options/options-draft.svelte'
import { inherited } from '../../../../shared/inherit'
import { defaultOptions, overridesSchema, type Overrides } from '../../../../shared/options'

const row = (name: string, value = '1') => ({ name, value, enabled: true, secret: false })

function over(options: Overrides, ...below: LayerBelow[]): OptionsDraft {
  return new OptionsDraft(options, () => below)
}

const folder: LayerBelow = {
  words: 'from folder Staging',
  options: { tls: { serverName: 'staging' }, limits: { deadlineMs: 5_000 }, request: { headers: [row('X-Team'), row('X-Env', 'staging')], protocols: [{ name: 'v1', enabled: true }] } },
}
const defaults: LayerBelow = { words: 'from your defaults', options: { limits: { deadlineMs: 7_000, closeTimeoutMs: 1_000 } } }

describe('options being edited', () => {
  it('say of each option where it comes from', () => {
    const options = over({ tls: { minVersion: 'TLSv1.3' } }, defaults, folder)
    expect(options.origin('tls.minVersion')).toBeNull()
    expect(options.origin('tls.serverName')).toBe('from folder Staging')
    expect(options.origin('limits.deadlineMs')).toBe('from folder Staging')
    expect(options.origin('limits.closeTimeoutMs')).toBe('from your defaults')
    expect(options.origin('queue.overflow')).toBe('default')
    expect(options.origin('auth')).toBe('default')
  })

  it('are set by being changed, and inherited again when they are reset', () => {
    const options = over({}, defaults, folder)
    expect(options.get('tls.serverName')).toBe('staging')
    options.set('tls.serverName', '')
    expect(options.get('tls.serverName')).toBe('')
    expect(options.origin('tls.serverName')).toBeNull()
    expect(options.overrides).toEqual({ tls: { serverName: '' } })
    options.reset('tls.serverName')
    expect(options.get('tls.serverName')).toBe('staging')
    expect(options.overrides).toEqual({})
    expect(options.dirty).toBe(false)
  })

  it('take the auth group as one option', () => {
    const options = over({}, { words: 'x', options: { auth: { kind: 'bearer', token: 'sec_a' } } })
    expect(options.get('auth')).toEqual({ kind: 'bearer', token: 'sec_a' })
    options.set('auth', { kind: 'none' })
    expect(options.effective.auth).toEqual({ kind: 'none' })
    options.reset('auth')
    expect(options.effective.auth.kind).toBe('bearer')
  })

  it('read numbers in seconds and mebibytes as they are typed', () => {
    const options = over({})
    expect(options.number('limits.deadlineMs')).toBe('10')
    options.typeNumber('limits.deadlineMs', '0,25')
    options.typeNumber('queue.bytes', '1.5')
    options.typeNumber('limits.idleAlarmMs', '')
    expect(options.number('limits.deadlineMs')).toBe('0,25')
    expect(options.finished()).toEqual({ limits: { deadlineMs: 250, idleAlarmMs: null }, queue: { bytes: 1_572_864 } })
  })

  it.each([
    ['limits.deadlineMs', 'soon', 'Enter a number'],
    ['limits.deadlineMs', '0.05', 'At least 0.1 s (100 ms)'],
    ['limits.deadlineMs', '301', 'At most 300 s'],
    ['limits.receiveBytes', '101', 'At most 100 MiB'],
    ['queue.bytes', '0', 'At least 1 KiB'],
    ['queue.messages', '100000', 'At most 65,536'],
    ['heartbeat.misses', '2.5', 'Enter a whole number'],
    ['reconnect.factor', '11', 'At most 10'],
  ] as const)('say of %s “%s”: %s', (field, text, said) => {
    const options = over({})
    options.typeNumber(field, text)
    expect(options.error(field)).toBeNull()
    options.leaveNumber(field)
    expect(options.error(field)).toBe(said)
    expect(options.dirty).toBe(true)
    expect(options.finished()).toBeNull()
  })

  it('inherit a number again that was emptied, unless empty says never', () => {
    const options = over({}, folder)
    options.typeNumber('limits.deadlineMs', '')
    options.leaveNumber('limits.deadlineMs')
    expect([options.number('limits.deadlineMs'), options.origin('limits.deadlineMs')]).toEqual(['5', 'from folder Staging'])
    options.typeNumber('reconnect.attempts', '')
    options.leaveNumber('reconnect.attempts')
    expect(options.origin('reconnect.attempts')).toBeNull()
  })

  it('list what is set here, and see no change in what is set back', () => {
    const options = over({ queue: { overflow: 'close' } })
    options.set('tls.minVersion', 'TLSv1.2')
    expect(options.setFields).toEqual(['queue.overflow', 'tls.minVersion'])
    options.reset('tls.minVersion')
    expect(options.dirty).toBe(false)
  })

  it('keep nothing but what was set, whatever is put there (property)', () => {
    const fields = ['tls.serverName', 'network.localAddress', 'proxy.host', 'request.origin'] as const
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...fields), fc.option(fc.stringMatching(/^[a-z]{0,8}$/)))), (steps) => {
        const options = over({}, defaults, folder)
        const expected = new Map<string, string>()
        for (const [field, text] of steps) {
          if (text === null) {
            options.reset(field)
            expected.delete(field)
          } else {
            options.set(field, text)
            expected.set(field, text)
          }
        }
        const finished = options.finished()
        expect(is(overridesSchema, finished)).toBe(true)
        expect(new Set(options.setFields)).toEqual(new Set(expected.keys()))
        expect(options.effective).toEqual(inherited([defaults.options, folder.options, finished ?? {}]))
      }),
    )
  })
})

describe('rows that add up over the layers', () => {
  it('stand above those of the same name, whatever its case, and the others stay visible', () => {
    const options = over({}, folder)
    expect(options.inheritedRows('request.headers')).toEqual([
      { row: row('X-Team'), words: 'from folder Staging' },
      { row: row('X-Env', 'staging'), words: 'from folder Staging' },
    ])
    options.add('request.headers', row('x-env', 'live'))
    expect(options.inheritedRows('request.headers').map((each) => each.row.name)).toEqual(['X-Team'])
    expect(options.effective.request.headers.map(({ name, value }) => [name, value])).toEqual([
      ['X-Team', '1'],
      ['x-env', 'live'],
    ])
  })

  it('do not count while they are blank, and show a problem in the row where it was typed', () => {
    const options = over({})
    options.add('request.headers', row('', ''), row('', ''))
    expect(options.dirty).toBe(false)
    const second = options.rows('request.headers')[1]
    if (second === undefined) throw new Error('no second row')
    second.name = 'bad name'
    expect(options.finished()).toBeNull()
    expect(options.error('request.headers.0.name')).toBeNull()
    expect(options.error('request.headers.1.name')).toContain('bad name')
    second.name = ' X-Good '
    expect(options.finished()).toEqual({ request: { headers: [row('X-Good', '')] } })
  })

  it('are bounded', () => {
    const options = over({})
    options.add('request.headers', ...Array.from({ length: 150 }, (_, index) => row(`X-${index}`)))
    expect(options.rows('request.headers')).toHaveLength(100)
  })
})

describe('lists that replace the ones below', () => {
  it('begin with a copy of what they inherit', () => {
    const options = over({}, folder)
    options.add('request.protocols', { name: 'v2', enabled: true })
    expect(options.overrides.request?.protocols?.map(({ name }) => name)).toEqual(['v1', 'v2'])
    expect(folder.options.request?.protocols).toHaveLength(1)
  })

  it('may be empty over one that is not, and are not set when there is nothing to replace', () => {
    const options = over({}, folder)
    options.remove('request.protocols', 0)
    expect(options.finished()).toEqual({ request: { protocols: [] } })
    const alone = over({})
    alone.add('tls.pins', '')
    expect(alone.finished()).toEqual({})
  })

  it('move their items, and never past an end', () => {
    const options = over({ request: { protocols: ['a', 'b', 'c'].map((name) => ({ name, enabled: true })) } })
    options.move('request.protocols', 2, -1)
    options.move('request.protocols', 0, -1)
    expect(options.get('request.protocols').map(({ name }) => name)).toEqual(['a', 'c', 'b'])
  })

  it('take fingerprints in any case', () => {
    const print = Array.from({ length: 32 }, () => 'ab').join(':')
    const options = over({})
    options.add('tls.pins', ` ${print} `)
    expect(options.finished()?.tls?.pins).toEqual([print.toUpperCase()])
    options.add('tls.pins', 'ab:cd')
    expect(options.finished()).toBeNull()
    expect(options.error('tls.pins.1')).toContain('32 pairs')
  })
})

it('shows the built-in defaults where no layer says anything', () => {
  expect(over({}).effective).toEqual(defaultOptions)
})
