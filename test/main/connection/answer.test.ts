import { describe, expect, it } from 'vitest'
import { dialled } from '../../support/dial-plan'
import { answer, rawServer } from '../../support/raw-server'

describe('what a server says at length', () => {
  it('is quoted in a few words by the cause', async () => {
    const { url } = await rawServer((socket) => answer(socket, `503 ${'busy '.repeat(2_000)}`))
    expect((await dialled(url)).fault?.why.reason.length).toBe(500)
  })
})
