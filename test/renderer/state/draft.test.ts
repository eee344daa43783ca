import { describe, expect, it } from 'vitest'
import { Draft } from '../../../renderer/state/draft.svelte'
import { newProfile } from '../../../shared/profile'

function draft(): Draft {
  return new Draft(newProfile('p', { name: 'Orders', url: 'ws://host/', tags: ['a', 'b'], protocols: ['v1', 'v2'] }), false)
}

describe('a profile being edited', () => {
  it('comes back as it was when nothing was typed', () => {
    const profile = newProfile('p', { name: 'Orders', url: 'ws://host/', tags: ['a'], headers: [{ name: 'X-A', value: '1', enabled: false }] })
    const untouched = new Draft(profile, false)
    expect(untouched.dirty).toBe(false)
    expect(untouched.finished()).toEqual(profile)
  })

  it('knows that something was typed', () => {
    const edited = draft()
    edited.form.name = 'Other'
    expect(edited.dirty).toBe(true)
    edited.form.name = 'Orders'
    expect(edited.dirty).toBe(false)
  })

  it('reads lists, seconds and mebibytes as they are typed', () => {
    const edited = draft()
    edited.form.tags = ' x, y ,, '
    edited.form.protocols = 'v3'
    edited.form.numbers.deadlineMs = '0,25'
    edited.form.numbers['queue.bytes'] = '1.5'
    edited.form.numbers['reconnect.attempts'] = ''
    const finished = edited.finished()
    expect(finished).toMatchObject({ tags: ['x', 'y'], protocols: ['v3'], deadlineMs: 250, queue: { bytes: 1_572_864 }, reconnect: { attempts: null } })
  })

  it('does not tell a problem before the field was left', () => {
    const edited = draft()
    edited.form.url = 'http://host'
    expect(edited.error('url')).toBeNull()
    edited.touch('url')
    expect(edited.error('url')).toBe('Use ws:// in place of http://')
    expect(edited.hasError('url')).toBe(true)
  })

  it('tells every problem when a save is tried, and has no profile to save', () => {
    const edited = draft()
    edited.form.name = ' '
    edited.form.protocols = 'a b'
    edited.form.numbers['heartbeat.misses'] = '2.5'
    expect(edited.finished()).toBeNull()
    expect(edited.error('name')).toBe('Enter a name')
    expect(edited.error('protocols')).toContain('can’t be a subprotocol'.replace('’', "'"))
    expect(edited.error('heartbeat.misses')).toBe('Enter a whole number')
  })

  it.each([
    ['deadlineMs', '', 'Enter a number'],
    ['deadlineMs', 'soon', 'Enter a number'],
    ['deadlineMs', '0.05', 'At least 0.1 s (100 ms)'],
    ['deadlineMs', '301', 'At most 300 s'],
    ['receiveBytes', '101', 'At most 100 MiB'],
    ['queue.bytes', '0', 'At least 1 KiB'],
    ['queue.messages', '100000', 'At most 65,536'],
  ] as const)('says of %s “%s”: %s', (field, text, said) => {
    const edited = draft()
    edited.form.numbers[field] = text
    edited.touch(field)
    expect(edited.error(field)).toBe(said)
  })

  it('leaves blank header rows out and shows a problem in the row where it was typed', () => {
    const edited = draft()
    edited.addHeader()
    edited.addHeader()
    const second = edited.form.headers[1]
    if (second === undefined) throw new Error('no second row')
    second.name = 'bad name'
    expect(edited.finished()).toBeNull()
    expect(edited.error('headers.0.name')).toBeNull()
    expect(edited.error('headers.1.name')).toContain('bad name')
    second.name = 'X-Good'
    expect(edited.finished()?.headers).toEqual([{ name: 'X-Good', value: '', enabled: true }])
  })

  it('takes pasted “Name: value” lines apart', () => {
    const edited = draft()
    edited.addHeader()
    expect(edited.pasteHeaders(0, 'Origin: https://a.example\r\n\r\nX-Token:  a:b ')).toBe(2)
    expect(edited.form.headers.map(({ name, value }) => [name, value])).toEqual([
      ['Origin', 'https://a.example'],
      ['X-Token', 'a:b'],
    ])
  })

  it('leaves other pasted text to the field', () => {
    const edited = draft()
    edited.addHeader()
    expect(edited.pasteHeaders(0, 'Authorization')).toBe(0)
    expect(edited.form.headers).toHaveLength(1)
  })
})
