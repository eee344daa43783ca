/** Child processes of the tasks: started at the project's root, ended with the task. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
export const isRoot = process.getuid?.() === 0

/** A failure that needs no stack trace: its message says what to do. */
export class TaskError extends Error {}

export const say = (text) => console.log(`sockdeck: ${text}`)

const running = new Set()

/** Starts a program that is stopped, at the latest, when the task ends. */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { cwd: root, ...options, env: { ...process.env, ...options.env } })
  running.add(child)
  child.once('close', () => running.delete(child))
  child.once('error', () => running.delete(child))
  return child
}

process.on('exit', () => {
  for (const child of running) child.kill()
})
for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]]) process.on(signal, () => process.exit(code))

/** Runs a program to its end. With `quiet` its output is only told in the error. Throws TaskError unless it ends with 0. */
export function run(command, args, { quiet = false, ...options } = {}) {
  const child = start(command, args, { stdio: ['ignore', ...(quiet ? ['pipe', 'pipe'] : ['inherit', 'inherit'])], ...options })
  const output = []
  child.stdout?.on('data', (part) => output.push(part))
  child.stderr?.on('data', (part) => output.push(part))
  return new Promise((resolve, reject) => {
    const fail = (why) => reject(new TaskError(`${path.basename(command)} ${args.join(' ')}: ${why}\n${Buffer.concat(output)}`.trim()))
    child.once('error', (error) => fail(error.message))
    child.once('close', (code, signal) => {
      if (code === 0) resolve()
      else fail(signal ? `stopped by ${signal}` : `exit code ${code}`)
    })
  })
}

/** Runs a command that a package in node_modules brings along, on this Node or another. */
export function runTool(name, command, args, { node = process.execPath, ...options } = {}) {
  const folder = path.join(root, 'node_modules', name)
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
  return run(node, [path.join(folder, typeof bin === 'string' ? bin : bin[command]), ...args], options)
}

/** Runs npm: the one that runs this task, where there is one. */
export function runNpm(args, options) {
  const npm = process.env.npm_execpath
  if (npm?.endsWith('npm-cli.js')) return run(process.execPath, [npm, ...args], options)
  return run('npm', args, { ...options, shell: process.platform === 'win32' })
}
