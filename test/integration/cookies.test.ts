import { expect, test } from 'vitest'
import { FolderJar } from '../../main/prepare/jar'
import { bareSurroundings } from '../../main/prepare/surroundings'
import { Deck, eager } from '../support/live-deck'
import { frame, rawServer, requestOf, switching, textFrame } from '../support/raw-server'
import { until } from '../support/until'

test('the cookie that a server gives with its answer is recorded neither there nor where it says it in a message, then or later', async () => {
  let given = 0
  const heard: string[] = []
  const server = await rawServer(async (socket) => {
    const head = await requestOf(socket)
    given += 1
    const sent = /^cookie: sid=(\S+)/im.exec(head)?.[1] ?? 'none'
    heard.push(sent)
    socket.write(switching(head, `Set-Cookie: sid=cookie-${given}`))
    socket.write(frame(textFrame, `was ${sent}, is cookie-${given}, theme dark`))
    if (given < 3) socket.end()
  })
  const jar = new FolderJar(null)
  const deck = new Deck({ surroundings: { ...bareSurroundings, jar: () => jar } })
  const id = deck.open(server.url, { folderId: 'f', reconnect: eager })
  await until(() => deck.frames(id).filter(([what]) => what === 'in text').length === 3, 'three sessions have spoken')
  expect(heard).toEqual(['none', 'cookie-1', 'cookie-2'])
  const said = deck.frames(id).filter(([what]) => what === 'in text').map(([, bytes]) => bytes.toString())
  expect(said).toEqual(['was none, is ********, theme dark', 'was ********, is ********, theme dark', 'was ********, is ********, theme dark'])
  expect(JSON.stringify([deck.log.rows(), deck.pool.attempts(id)])).not.toMatch(/cookie-\d/)
})
