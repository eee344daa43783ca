import { describe, expect, it } from 'vitest'
import { silentLogger } from '../../../main/lib/logger'
import { Gates, originOf } from '../../../main/connection/gates'
import { limits } from '../../../shared/limits'
import { FakeClock } from '../../support/clock'

describe('the gates of a pool', () => {
  it('are one for each scheme, host and port, whatever path, query and user is asked for there', () => {
    const gates = new Gates(new FakeClock(0), silentLogger)
    const at = (url: string) => gates.at(originOf(url))
    expect(at('ws://a.example/x?token=1')).toBe(at('ws://user:secret@a.example:80/y'))
    expect(at('ws://a.example/')).not.toBe(at('wss://a.example/'))
    expect(at('ws://a.example/')).not.toBe(at('ws://a.example:81/'))
    expect(at('ws+unix:/run/a.sock:/x')).toBe(at('ws+unix:/run/a.sock:/y?z'))
    expect(at('ws+unix:/run/a.sock')).not.toBe(at('ws+unix:/run/b.sock'))
  })

  it.each([
    ['ws://127.0.0.1:7625/echo?x=1', 'ws://127.0.0.1:7625', '127.0.0.1:7625'],
    ['wss://user:secret@example.com/', 'wss://example.com', 'example.com'],
    ['wss://[::1]:9/', 'wss://[::1]:9', '[::1]:9'],
    ['ws+unix:/run/a.sock:/x', 'unix:/run/a.sock', '/run/a.sock'],
    // Not filled yet, and never dialled: its text stands for it.
    ['wss://{{host}}:{{port}}/x?y', 'wss://{{host}}:{{port}}', '{{host}}:{{port}}'],
    ['wss://{{user}}:{{password}}@{{host}}/x', 'wss://{{host}}', '{{host}}'],
    ['{{url}}', '{{url}}', '{{url}}'],
  ])('are shown by host and port: %s', (url, key, shown) => {
    expect(originOf(url)).toEqual({ key, shown })
  })

  it('forget the origins that were not asked for longest, but none where somebody waits', () => {
    const gates = new Gates(new FakeClock(0), silentLogger)
    const at = (i: number) => gates.at({ key: `${i}`, shown: '' })
    const used = at(0)
    used.onBack(() => undefined)
    const quiet = at(1)
    for (let i = 2; i < limits.quietGates + 10; i += 1) at(i)
    expect(gates.size).toBe(limits.quietGates)
    expect(at(0)).toBe(used)
    expect(at(1)).not.toBe(quiet)
    const all = Array.from({ length: limits.quietGates * 2 }, (_, i) => at(i))
    for (const gate of all) gate.onBack(() => undefined)
    expect(gates.size).toBeLessThanOrEqual(limits.quietGates)
  })
})
