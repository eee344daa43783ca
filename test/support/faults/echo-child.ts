/** Echo servers in processes of their own, which can be stopped, live in another network, and tell how many they serve. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { launch, moduleCommand } from './child-server'
import { echoCommand, echoProgram } from './echo-process'

/** In networks of their own, where nobody else wants it. */
export const echoPort = 8080

/** On all addresses of the network that `command` starts it in, at `echoPort`. */
export async function echoIn(command: readonly string[]): Promise<ChildProcess> {
  return (await launch([...command, ...moduleCommand(echoProgram, String(echoPort))])).child
}

/** On loopback, at any port. */
export async function echoAt(): Promise<{ url: string; child: ChildProcess }> {
  const { child, said } = await launch(echoCommand)
  return { child, url: `ws://127.0.0.1:${String(said)}/` }
}

/** Connections that it has taken so far, and those that it holds. */
export async function clientsOf(server: ChildProcess): Promise<{ accepted: number; clients: number }> {
  server.send('how many')
  const [counts] = (await once(server, 'message')) as [{ accepted: number; clients: number }]
  return counts
}
