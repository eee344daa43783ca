import { describe, expect, it } from 'vitest'
import { captureEntries } from '../../../../renderer/views/captures/entries'
import { captureInfo } from '../../../support/captures'

const live = captureInfo('live', { live: true })
const a = captureInfo('a')
const b = captureInfo('b')

/** The menu of these captures, and a record of what it did. */
function menu(...picked: (typeof a)[]) {
  const done: string[] = []
  const note = (verb: string) => ({ id }: typeof a) => void done.push(`${verb} ${id}`)
  const entries = captureEntries(picked, {
    open: note('open'), rename: note('rename'), reveal: note('reveal'), export: note('export'),
    remove: (what) => void done.push(`remove ${what.map(({ id }) => id).join()}`),
  })
  return { done, entries, enabled: entries.filter(({ disabled }) => disabled !== true).map(({ label }) => label) }
}

describe('what can be done with captures', () => {
  it('is all of it with one that is over', () => {
    const { entries, done, enabled } = menu(a)
    expect(enabled).toHaveLength(5)
    for (const { run } of entries) run()
    expect(done).toEqual(['open a', 'export a', 'rename a', 'reveal a', 'remove a'])
  })

  it('is no deletion of the live one', () => {
    expect(menu(live).enabled).not.toContain('Delete…')
    const { entries, done } = menu(live, a)
    entries.at(-1)?.run()
    expect(done).toEqual(['remove a'])
  })

  it('is only deletion with several, and nothing with none', () => {
    expect(menu(a, b).enabled).toEqual(['Delete 2…'])
    expect(menu().enabled).toEqual([])
  })
})
