/** Makes a capture with the recorder, as fast as the disk takes it. */
import { systemClock as clock } from '../../../main/lib/clock'
import { loggerTo, toStderr } from '../../../main/lib/logger'
import { Recorder } from '../../../main/log/record/recorder'
import { endless } from '../captures'
import { readArgument, report } from '../load'
import { messageOf } from '../messages'

export interface Filling {
  /** The folder of captures, which is to have no other. */
  root: string
  entries: number
  /** They take turns. */
  sockets: number
}

/** Entries with one time, as of one read from a socket; between two of them others have their turn. */
const batch = 640

const { root, entries, sockets } = readArgument<Filling>()
const recorder = new Recorder({ root, clock, logger: loggerTo(toStderr()), bounds: endless })
for (let n = 0; n < sockets; n += 1) recorder.register({ connectionId: `c${n}`, name: `Socket ${n}`, color: 'blue', url: 'ws://127.0.0.1/' })
for (let n = 0; n < entries; ) {
  const at = clock.now()
  for (const end = Math.min(entries, n + batch); n < end; n += 1) recorder.append(`c${n % sockets}`, 'in', 'text', Buffer.from(messageOf(n)), at)
  await new Promise((resolve) => setImmediate(resolve))
  if (recorder.pressed) await new Promise<void>((resolve) => recorder.onPressure((pressed) => pressed || resolve()))
}
await recorder.close()
report({ entries })
