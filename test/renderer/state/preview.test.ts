import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Preview } from '../../../renderer/state/preview.svelte'
import { AppError } from '../../../shared/errors'
import { newProfile } from '../../../shared/profile'
import { FakeBridge } from '../../support/bridge'
import { until } from '../../support/until'

function preview(): { bridge: FakeBridge; shown: Preview } {
  const bridge = new FakeBridge().answer('profiles.preview', ({ profile }) => ({ lines: [profile.name], route: [], problems: [] }))
  return { bridge, shown: new Preview(new Api(bridge)) }
}

describe('the preview of a handshake', () => {
  it('asks main once for a burst of changes, and shows the last', async () => {
    const { bridge, shown } = preview()
    for (const name of ['a', 'ab', 'abc']) shown.show(newProfile('p', { name }))
    await until(() => shown.reply !== null)
    expect(shown.reply?.lines).toEqual(['abc'])
    expect(bridge.sent('profiles.preview')).toHaveLength(1)
  })

  it('says what main said when it can’t be made, and recovers', async () => {
    const { bridge, shown } = preview()
    bridge.refuse('profiles.preview', new AppError('bad-payload', 'no'))
    shown.show(newProfile('p'))
    await until(() => shown.problem !== null)
    bridge.answer('profiles.preview', () => ({ lines: ['GET / HTTP/1.1'], route: [], problems: [] }))
    shown.show(newProfile('p'))
    await until(() => shown.problem === null)
    expect(shown.reply?.lines).toEqual(['GET / HTTP/1.1'])
  })

  it('takes no answer after it was stopped', async () => {
    const { bridge, shown } = preview()
    const answers: ((value: unknown) => void)[] = []
    bridge.answer('profiles.preview', () => new Promise((resolve) => answers.push(resolve as (value: unknown) => void)))
    shown.show(newProfile('p'))
    await until(() => answers.length === 1)
    shown.stop()
    answers[0]?.({ lines: ['late'], route: [], problems: [] })
    await Promise.resolve()
    expect(shown.reply).toBeNull()
  })
})
