import { describe, expect, it } from 'vitest'
import { filterEntries, named, renamed } from '../../../../renderer/views/log/filters'
import { everything, type NamedFilter } from '../../../../shared/entry'

const filter = (name: string, text = name): NamedFilter => ({ name, filter: { ...everything, text } })
const kept = [filter('a'), filter('b')]

describe('named filters', () => {
  it('are added at the end, or take the place of the one of that name', () => {
    expect(named(kept, 'c', filter('c').filter)).toEqual([...kept, filter('c')])
    expect(named(kept, 'a', filter('z').filter)).toEqual([filter('a', 'z'), filter('b')])
  })

  it('keep their place when they are renamed, and the other one of that name gives way', () => {
    expect(renamed(kept, 'a', 'x')).toEqual([filter('x', 'a'), filter('b')])
    expect(renamed(kept, 'a', 'b')).toEqual([filter('b', 'a')])
    expect(renamed(kept, 'a', 'a')).toEqual(kept)
  })

  it('are offered with the one that holds ticked, and run what is chosen', () => {
    const done: string[] = []
    const tell = (what: string) => (one: NamedFilter) => void done.push(`${what} ${one.name}`)
    const actions = { applied: 'b', maySave: false, apply: tell('apply'), save: () => void done.push('save'), rename: tell('rename'), replace: tell('replace'), remove: tell('remove') }
    const entries = filterEntries(kept, actions)
    expect(entries[1]).toMatchObject({ label: 'b', checked: true })
    expect(entries[3]).toMatchObject({ label: 'Save current as…', disabled: true })
    for (const entry of entries) if (entry !== 'separator' && 'checked' in entry) entry.run()
    const change = entries[4]
    const ofA = change !== 'separator' && change !== undefined && 'entries' in change ? change.entries[0] : undefined
    if (ofA !== undefined && ofA !== 'separator' && 'entries' in ofA) for (const entry of ofA.entries) if (entry !== 'separator' && 'run' in entry) entry.run()
    expect(done).toEqual(['apply a', 'apply b', 'rename a', 'replace a', 'remove a'])
    expect(filterEntries([], actions)).toHaveLength(1)
  })
})
