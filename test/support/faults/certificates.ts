/** Certificates of all kinds, each made once a process; none where openssl is missing. */
import { newAuthority, type Authority, type Certificate } from '../authority'

export interface Certificates {
  /** The authority that the profiles trust. */
  ours: Authority
  good: Certificate
  expired: Certificate
  notYet: Certificate
  selfSigned: Certificate
  elsewhere: Certificate
  /** For clients alone. */
  clients: Certificate
  /** By an authority that nobody trusts. */
  foreign: Certificate
}

let made: Certificates | null | undefined

function make(): Certificates | null {
  const ours = newAuthority()
  const foreign = newAuthority('Somebody else')
  if (ours === null || foreign === null) return null
  return {
    ours,
    good: ours.issue(),
    expired: ours.issue({ to: '20210101000000Z' }),
    notYet: ours.issue({ from: '20980101000000Z' }),
    selfSigned: ours.selfSigned(),
    elsewhere: ours.issue({ names: 'DNS:elsewhere.example' }),
    clients: ours.issue({ purpose: 'clientAuth' }),
    foreign: foreign.issue(),
  }
}

export function certificates(): Certificates | null {
  if (made === undefined) made = make()
  return made
}
