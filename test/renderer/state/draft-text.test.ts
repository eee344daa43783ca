import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Api } from '../../../renderer/api'
import { DraftText } from '../../../renderer/state/draft-text'
import { AppError } from '../../../shared/errors'
import { FakeBridge } from '../../support/bridge'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function drafting() {
  const bridge = new FakeBridge()
  const failures: unknown[] = []
  let text = ''
  const draft = new DraftText(new Api(bridge), () => ({ format: 'json', text }), (error) => failures.push(error))
  const type = (typed: string) => {
    text = typed
    draft.touch()
  }
  return { bridge, draft, failures, type }
}

it('is kept once the typing has paused, as it is then', async () => {
  const { bridge, type } = drafting()
  type('a')
  await vi.advanceTimersByTimeAsync(300)
  type('ab')
  await vi.advanceTimersByTimeAsync(399)
  expect(bridge.calls).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(bridge.sent('drafts.save')).toEqual([{ draft: { format: 'json', text: 'ab' } }])
})

it('is kept at once when the window is left, and not a second time', async () => {
  const { bridge, draft, type } = drafting()
  await draft.flush()
  expect(bridge.calls).toEqual([])
  type('bye')
  await draft.flush()
  await vi.advanceTimersByTimeAsync(1000)
  expect(bridge.sent('drafts.save')).toHaveLength(1)
})

it('says once that it can’t be kept, until it could be', async () => {
  const { bridge, draft, failures, type } = drafting()
  bridge.refuse('drafts.save', new AppError('store-write', 'disk full'))
  for (const text of ['a', 'b']) {
    type(text)
    await draft.flush()
  }
  expect(failures).toHaveLength(1)
  bridge.answer('drafts.save', () => null)
  type('c')
  await draft.flush()
  bridge.refuse('drafts.save', new AppError('store-write', 'disk full'))
  type('d')
  await draft.flush()
  expect(failures).toHaveLength(2)
})
