/** Each: does one thing to many connections, so that one that is gone does not keep the others from their turn. */
import type { ConnectionId } from '../../shared/connection'

/** Each once, however often it is named. All are tried, then the first failure is thrown. */
export function forEach(ids: readonly ConnectionId[], act: (id: ConnectionId) => void): null {
  const failures: unknown[] = []
  for (const id of new Set(ids)) {
    try {
      act(id)
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
  return null
}
