/** Lets others have their turn of the event loop, where a test is in one process with what it tests. */

/** Data and a RST that are found in one poll are read as data and an end (libuv, uv__stream_io); so far apart they are not, ms. */
const settleMs = 25

/** Turns of the event loop: in each, whatever a socket of this process was sent before can be read. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

/** Between data and a RST that are to be read as both; where this process was held up meanwhile, who is in it has still to read. */
export async function readApart(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, settleMs))
  await turns(3)
}
