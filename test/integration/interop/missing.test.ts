import { describe, expect, it } from 'vitest'
import { whyNot } from '../../support/interop/installed'

describe.runIf(process.platform === 'linux')('a server that is not installed', () => {
  it('is skipped with a reason that says how to get it', () => {
    expect(whyNot(['some-server', 'its-modules'], ['sh', 'some-server-that-nobody-has'], false)).toBe('some-server-that-nobody-has is not installed (apt-get install some-server its-modules)')
    expect(whyNot(['dash'], ['sh', '/etc'], false)).toBeNull()
  })

  it('fails where all have to be there', () => {
    expect(() => whyNot(['some-server'], ['some-server-that-nobody-has'], true)).toThrow('apt-get install some-server')
  })
})
