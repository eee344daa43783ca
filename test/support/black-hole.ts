/** A port whose system swallows every SYN: a stopped process with a full backlog (Linux). */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { onTestFinished } from 'vitest'
import { until } from './until'

const program = "const s = require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => process.stdout.write(String(s.address().port)))"

/** Null where the system does not swallow. */
export async function blackHole(): Promise<number | null> {
  if (process.platform !== 'linux') return null
  const child = spawn(process.execPath, ['--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => { child.kill('SIGKILL') })
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  child.kill('SIGSTOP')
  const port = Number(said.toString())
  let connected = 0
  const fillers = Array.from({ length: 6 }, () => connect(port, '127.0.0.1', () => { connected += 1 }).on('error', () => undefined))
  onTestFinished(() => fillers.forEach((filler) => filler.destroy()))
  await until(() => connected > 0, 'the backlog takes the first', 5_000)
  let last = -1
  while (last !== connected) {
    last = connected
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return connected < fillers.length ? port : null
}
