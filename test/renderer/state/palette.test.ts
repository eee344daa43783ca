import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { Palette, type PaletteItem, type PaletteKind } from '../../../renderer/state/palette.svelte'

const item = (kind: PaletteKind, text: string, note = ''): PaletteItem => ({ id: `${kind}:${text}`, kind, text, note, keys: null, run: () => undefined, second: null })

function palette(...items: PaletteItem[]): Palette {
  const made = new Palette(() => items)
  made.open()
  return made
}
const shown = (made: Palette) => made.groups.map(({ kind, hits, more }) => [kind, ...hits.map((hit) => hit.item.text), ...(more > 0 ? [`+${more}`] : [])])

describe('the palette', () => {
  const some = () => palette(item('action', 'New Profile'), item('action', 'Theme: Dark'), item('profile', 'Dark pool', 'ws://dark/'), item('profile', 'Echo', 'ws://echo/'), item('message', 'Darken'))

  it('lists everything by kind until something is typed', () => {
    expect(shown(some())).toEqual([['action', 'New Profile', 'Theme: Dark'], ['profile', 'Dark pool', 'Echo'], ['message', 'Darken']])
  })

  it('puts the kind of the best fit first, and within a kind the best', () => {
    const made = some()
    made.query = 'darken'
    expect(made.hits[0]?.item.text).toBe('Darken')
    made.query = 'dark'
    expect(shown(made)).toEqual([['message', 'Darken'], ['profile', 'Dark pool'], ['action', 'Theme: Dark']])
  })

  it('is narrowed to a kind by a sign before the query', () => {
    const made = some()
    for (const [query, kind] of [['>dark', 'action'], ['@ dark', 'profile'], ['#dark', 'message']] as const) {
      made.query = query
      expect(made.groups.map((group) => group.kind)).toEqual([kind])
    }
    made.query = '@'
    expect(shown(made)).toEqual([['profile', 'Dark pool', 'Echo']])
  })

  it('finds by the address, after what fits by name', () => {
    const made = palette(item('profile', 'Alpha', 'ws://echo.test/'), item('profile', 'My echo'))
    made.query = 'echo'
    expect(made.hits.map((hit) => hit.item.text)).toEqual(['My echo', 'Alpha'])
    expect(made.hits[1]).toMatchObject({ at: [], noteAt: [5, 6, 7, 8] })
  })

  it('finds by another name that is not shown, last', () => {
    const made = palette({ ...item('action', '日志'), also: 'Log' }, item('profile', 'Alpha', 'ws://log/'), item('profile', 'Log'))
    made.query = 'log'
    expect(made.hits.map((hit) => hit.item.text).toSorted()).toEqual(['Alpha', 'Log', '日志'])
    expect([made.hits[0]?.item.text, made.hits.at(-1)?.item.text, made.hits.at(-1)?.at]).toEqual(['Log', '日志', []])
  })

  it('has what was used of late first, and before its like when something is typed', () => {
    const made = some()
    for (const hit of made.hits.slice(2, 4)) made.used(hit.item)
    made.open()
    expect(shown(made)[0]).toEqual(['recent', 'Echo', 'Dark pool'])
    expect(shown(made).flat().filter((text) => text === 'Echo')).toHaveLength(1)
    const same = palette(item('profile', 'Room A'), item('profile', 'Room B'))
    same.used(item('profile', 'Room B'))
    same.query = 'room'
    expect(same.hits.map((hit) => hit.item.text)).toEqual(['Room B', 'Room A'])
  })

  it('asks anew what there is each time it opens, and holds nothing while it is closed', () => {
    let names = ['One']
    const made = new Palette(() => names.map((name) => item('profile', name)))
    made.open()
    made.query = 'x'
    names = ['Two']
    made.open()
    expect([made.query, shown(made)]).toEqual(['', [['profile', 'Two']]])
    made.close()
    expect(made.hits).toEqual([])
  })

  it('loses nothing: what is not listed is counted', () => {
    const texts = fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 6 }), { maxLength: 120 })
    fc.assert(
      fc.property(texts, fc.constantFrom('', '@', 'a', '@ab', 'b a'), (names, query) => {
        const made = palette(...names.map((name) => item('profile', name)))
        made.query = query
        const letters = query.replace(/[@ ]/g, '')
        const fitting = names.filter((name) => new RegExp(Array.from(letters).join('.*')).test(name) || (query === 'b a' && name.includes('a') && name.includes('b')))
        expect(made.hits.length + made.groups.reduce((sum, { more }) => sum + more, 0)).toBe(fitting.length)
      }),
    )
  })

  it('shows the best sixty of 10,000 profiles, and how many there are', () => {
    const made = palette(...Array.from({ length: 10_000 }, (_, i) => item('profile', `Profile ${i} of room ${i % 97}`, `wss://host-${i}.example.com/socket`)))
    for (const query of ['p', 'pr', 'prof', 'profile 9', 'room 96', 'xq', '@', '@host-99']) {
      made.query = query
      expect(made.hits.length).toBeLessThanOrEqual(60)
    }
    made.query = '@'
    expect(shown(made)[0]?.at(-1)).toBe('+9940')
  })
})
