import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { silentLogger as logger } from '../../../main/lib/logger'
import { Environments } from '../../../main/store/environments'
import { FakeClock } from '../../support/clock'
import { tempDir } from '../../support/disk'

const open = (dir: string) => Environments.open({ dir, clock: new FakeClock(), logger })
const variable = (name: string, value: string) => ({ name, value, enabled: true, secret: false })

describe('Environments', () => {
  it('starts with none, and has every change on disk when the call returns', () => {
    const dir = tempDir()
    const environments = open(dir)
    expect(environments.value).toEqual({ global: [], environments: [], chosenId: null })
    const heard: unknown[] = []
    environments.onChange((value) => heard.push(value))
    const next = { global: [variable('host', 'h')], environments: [{ id: 'e', name: 'Staging', variables: [variable('host', 's')] }], chosenId: 'e' }
    expect(environments.save(next)).toEqual(next)
    expect(heard).toEqual([next])
    expect(open(dir).value).toEqual(next)
  })

  it('never chooses an environment that is not there, and gives each an id of its own', () => {
    const dir = tempDir()
    const twice = [{ id: 'e', name: 'A', variables: [] }, { id: 'e', name: 'B', variables: [] }]
    expect(open(dir).save({ global: [], environments: twice, chosenId: 'gone' }).chosenId).toBeNull()
    writeFileSync(join(dir, 'environments.json'), JSON.stringify({ version: 1, data: { global: [], environments: twice, chosenId: 'gone' } }))
    const { value, recovered } = open(dir)
    expect(recovered).toBeNull()
    expect(value.chosenId).toBeNull()
    expect(new Set(value.environments.map(({ id }) => id)).size).toBe(2)
  })

  it('starts empty and says so when its file is damaged', () => {
    const dir = tempDir()
    writeFileSync(join(dir, 'environments.json'), '{')
    expect(open(dir).recovered?.title).toBe('Environments could not be read')
  })
})
