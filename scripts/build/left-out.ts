/** Left out: what packages bring along that main never uses, or must not have; something short stands in its place. */
import type { Plugin } from 'vite'

const stands: Readonly<Record<string, string>> = {
  // conf checks its stores by it if it is given a schema; ours have their own, and it is a seventh of what main reads at start.
  'ajv/dist/2020.js': 'export class Ajv2020 { constructor() { throw new Error("A store must not be given a schema: ajv is left out") } }',
  'ajv-formats': 'export default { default: () => undefined }',
  // It takes SIGTERM away from Electron, which would quit, and kills the process instead.
  'when-exit': 'export default (callback) => { process.once("exit", callback); return () => { process.off("exit", callback) } }',
}

export function leftOut(): Plugin {
  return {
    name: 'sockdeck:left-out',
    apply: 'build',
    enforce: 'pre',
    resolveId: (id) => (Object.hasOwn(stands, id) ? `\0left-out:${id}` : null),
    load: (id) => (id.startsWith('\0left-out:') ? stands[id.slice('\0left-out:'.length)] : null),
  }
}
