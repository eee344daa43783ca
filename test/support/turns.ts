/** Lets others have their turn of the event loop, where a test is in one process with what it tests. */

/** Turns of the event loop: in each, whatever a socket of this process was sent before can be read. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
