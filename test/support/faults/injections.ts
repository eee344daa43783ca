/** Injections: every fault that can be made here, by a name; who adds one adds it to the file of its phase. */
import type { Injection } from './injection'
import { httpInjections } from './injections-http'
import { openInjections } from './injections-open'
import { reachInjections } from './injections-reach'
import { trustInjections } from './injections-tls'

/** Those about trust need openssl, and are left out without it. */
export function allInjections(): Injection[] {
  const rows = [...reachInjections, ...trustInjections(), ...httpInjections, ...openInjections]
  return rows.map(([cause, phase, by, how, inject]) => ({ cause, phase, by, how, inject }))
}
