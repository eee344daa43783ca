import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openCapture } from '../../../../main/log/read/open'
import { tempDir } from '../../../support/disk'
import { contentsOf, imported, type Row } from '../export/filled'
import { chromeHar, firefoxHar } from './devtools'

async function importedHar(har: unknown): Promise<string> {
  const file = join(tempDir(), 'without a name that tells')
  writeFileSync(file, JSON.stringify(har, null, 2))
  return imported(file, 'example.har')
}

it('reads what Chrome DevTools export: its WebSockets and their messages', async () => {
  const folder = await importedHar(chromeHar)
  const { rows, sources } = contentsOf(folder)
  expect(sources.slice(1)).toEqual([{ connectionId: 'c1', name: 'example.org/feed', color: 'blue', url: 'wss://***:***@example.org/feed?token=***&room=a' }])
  const at = Date.UTC(2026, 10, 21, 21, 16, 32)
  const said = ({ kind, payload }: Row): unknown => (kind === 'lifecycle' ? JSON.parse(payload.toString()) : payload.toString('latin1'))
  expect(rows.map((row) => [row.at - at, row.direction, row.kind, said(row)])).toEqual([
    [401, 'none', 'lifecycle', {
      event: 'open', words: 'Open', url: 'wss://***:***@example.org/feed?token=***&room=a', address: '93.184.215.14:443', status: 101,
      headers: [['Server', 'nginx'], ['Set-Cookie', '***']],
    }],
    [expect.closeTo(505.123, 3), 'out', 'text', '{"op":"subscribe","id":9007199254740993}'],
    [611, 'in', 'text', Buffer.from('✓ “ok” 🧵').toString('latin1')],
    [700, 'in', 'binary', '\u0000\u00ff\u0010'],
    [1000, 'out', 'close', '\u0003\u00e8'],
    [1500, 'none', 'lifecycle', { event: 'failed', words: 'WebSocket connection failed' }],
  ])
  expect(rows.map(({ elapsed }) => Math.round(elapsed))).toEqual([0, 104, 210, 299, 599, 1099])
  expect(openCapture(folder).manifest).toEqual({ version: 1, id: 'imported', name: 'example.har', startedAt: at + 401, imported: true })
})

it('reads the handshakes of Firefox, and says that there are no messages', async () => {
  const { rows, sources } = contentsOf(await importedHar(firefoxHar))
  expect(sources[1]).toMatchObject({ name: 'example.org/feed', url: 'wss://example.org/feed' })
  expect(rows.map(({ at, payload }) => [at, (JSON.parse(payload.toString()) as { words: string }).words])).toEqual([
    [Date.UTC(2026, 10, 21, 21, 16, 32, 401), 'Open; the file has none of its messages'],
  ])
})

it('puts the messages of all sockets in the order of time, each socket with an id and a colour of its own', async () => {
  const entry = chromeHar.log.entries[1]
  const socket = (times: number[]) => ({ ...entry, _webSocketMessages: times.map((time) => ({ type: 'send', time, opcode: 1, data: String(time) })) })
  const { rows, sources } = contentsOf(await importedHar({ log: { entries: [socket([1795295801, 1795295803]), socket([1795295802])] } }))
  expect(rows.flatMap(({ kind, slot, payload }) => (kind === 'text' ? [`${slot} ${payload.toString()}`] : []))).toEqual(['1 1795295801', '2 1795295802', '1 1795295803'])
  expect(sources.map(({ connectionId, color }) => `${connectionId} ${color}`)).toEqual([' slate', 'c1 blue', 'c2 teal'])
})

it('takes control frames as base64, or as the text that some programs write', async () => {
  const messages = ['YmVhdA==', 'not base64'].map((data) => ({ type: 'send', time: 1795295801, opcode: 9, data }))
  const { rows } = contentsOf(await importedHar({ log: { entries: [{ ...chromeHar.log.entries[1], _webSocketMessages: messages }] } }))
  expect(rows.flatMap(({ kind, payload }) => (kind === 'ping' ? [payload.toString()] : []))).toEqual(['beat', 'not base64'])
})
