import { expect, it } from 'vitest'
import { newInflate } from '../../../main/connection/inflation'

it('has on this Node what it needs: no compressed message is inflated without its bounds', () => {
  const inflate = newInflate(15)
  expect(inflate).not.toBeNull()
  inflate?.close()
})
