import { getEventListeners } from 'node:events'
import { expect, it } from 'vitest'
import { Bell } from '../../../main/hub/bell'

it('is heard by one who waits', async () => {
  const bell = new Bell()
  const heard = bell.heard(new AbortController().signal)
  bell.ring()
  await heard
})

it('is heard once by one who comes after two rings', async () => {
  const bell = new Bell()
  const stop = new AbortController()
  bell.ring()
  bell.ring()
  await bell.heard(stop.signal)
  const second = bell.heard(stop.signal)
  stop.abort()
  await expect(second).rejects.toThrow(/abort/i)
})

it('ends when aborted and leaves no listener', async () => {
  const stop = new AbortController()
  const heard = new Bell().heard(stop.signal)
  stop.abort()
  await expect(heard).rejects.toThrow(/abort/i)
  expect(getEventListeners(stop.signal, 'abort')).toHaveLength(0)
})
