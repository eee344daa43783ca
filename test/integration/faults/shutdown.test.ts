import path from 'node:path'
import { EventEmitter } from 'node:events'
import type { App } from 'electron'
import { expect } from 'vitest'
import { buildEngine, stopEngine } from '../../../main/app/engine'
import { quitCleanly } from '../../../main/app/quit'
import { systemClock as clock } from '../../../main/lib/clock'
import { silentLogger as logger } from '../../../main/lib/logger'
import { openCapture } from '../../../main/log/read/open'
import { limits } from '../../../shared/limits'
import { newProfile } from '../../../shared/profile'
import { entriesOf } from '../../main/log/record/reading'
import { tempDir } from '../../support/disk'
import { text } from '../../support/engine'
import { nothingYet } from '../../support/faults/oracle'
import { row } from '../../support/faults/row'
import { watchStalls } from '../../support/faults/stalls'
import { wsServer } from '../../support/servers'
import { turns } from '../../support/turns'
import { until } from '../../support/until'
import { workers } from '../../support/workers'

const sockets = 1_000
/** Of them, those whose server does not answer a close frame. */
const mute = 20

row({ id: 'F48', fault: `quitting with ${sockets} open sockets under traffic, ${mute} of them mute, and a running capture`, target: '≤ 2 s, 1001 to each, nothing torn (there are no others: all are closed)', limitMs: 120_000 }, async ({ measured }) => {
  const baseline = await nothingYet()
  const codes: number[] = []
  const { url, close } = await wsServer((webSocket, request) => {
    webSocket.on('close', (code) => codes.push(code))
    webSocket.on('message', (data) => webSocket.send(data))
    // It hears the goodbye, and says nothing.
    if (request.url === '/mute') webSocket.once('message', () => { webSocket.close = () => undefined })
  })
  const dir = tempDir()
  const engine = buildEngine({ dir, clock, random: Math.random, logger, workers })
  const fleet = engine.profiles.save(newProfile('fleet', { name: 'Fleet', url }))
  const silent = engine.profiles.save(newProfile('mute', { name: 'Mute', url: `${url}/mute` }))
  const ids = [...engine.deck.add([fleet.id], sockets - mute), ...engine.deck.add([silent.id], mute)]
  const open = () => engine.pool.seats().filter((seat) => seat.open).length
  // More at once than a server's backlog holds would wait for the second call of each.
  for (let from = 0; from < sockets; from += 100) {
    for (const id of ids.slice(from, from + 100)) engine.pool.open(id)
    await until(() => open() === from + 100, () => `${from + 100} are open (${open()} are)`)
  }
  await Promise.all(engine.pool.broadcast(ids, text('still here')).map(({ settled }) => settled))
  const under = engine.pool.broadcast(ids, text('on its way'))
  await turns(1)

  // As Electron asks it to: by the menu, the last window, the end of the session or SIGTERM.
  const app = Object.assign(new EventEmitter(), { quit: () => app.emit('before-quit', { preventDefault: () => undefined }) })
  const stalls = watchStalls()
  const tookMs = await stalls.timed(() => new Promise<void>((resolve) => {
    quitCleanly(app as unknown as App, () => stopEngine(engine, clock, logger), resolve)
    app.quit()
  }))
  expect(tookMs).toBeLessThan(limits.quitMs)
  measured(`${Math.round(tookMs)} ms`)

  await until(() => codes.length === sockets, () => `the server heard of all (of ${codes.length})`)
  expect(new Set(codes)).toEqual(new Set([1001]))
  const { captureId, kept, onDisk, dropped, missed } = engine.log.totals
  const folder = path.join(dir, 'captures', captureId)
  const contents = openCapture(folder)
  expect([contents.damage, contents.kept, onDisk, dropped, missed]).toEqual(['', kept, kept, 0, 0])
  const entries = entriesOf(folder, contents)
  const goodbyes = entries.filter(({ direction, kind, payload }) => direction === 'out' && kind === 'close' && payload.readUInt16BE() === 1001)
  expect(goodbyes).toHaveLength(sockets)
  const sent = (words: string) => entries.filter(({ direction, payload }) => direction === 'out' && payload.toString() === words).length
  const told = await Promise.all(under.map(({ settled }) => settled))
  expect([sent('still here'), sent('on its way')]).toEqual([sockets, told.filter(({ kind }) => kind === 'sent').length])
  await close()
  await baseline.isBack()
})
