import { describe, expect, it } from 'vitest'
import { audienceOf, nobodyWords } from '../../../main/schedule/audience'
import type { ScheduleTarget } from '../../../shared/schedule'

const seat = (id: string, open: boolean, profileId: string, folderId: string | null) => ({ id, name: id, profileId, folderId, open })
const seats = [seat('a', true, 'p', 'f'), seat('b', false, 'p', 'f'), seat('c', true, 'q', null), seat('d', false, 'r', 'g')]
const pool = { seats: () => seats, seat: (id: string) => seats.find((one) => one.id === id) ?? null }

describe('the audience of a schedule', () => {
  it.each<[ScheduleTarget, string[]]>([
    [{ kind: 'all' }, ['a', 'c']],
    [{ kind: 'profile', profileId: 'p' }, ['a']],
    [{ kind: 'folder', folderId: 'f' }, ['a']],
    [{ kind: 'folder', folderId: null }, ['c']],
    [{ kind: 'folder', folderId: 'g' }, []],
    [{ kind: 'connections', ids: ['c', 'b', 'a', 'a', 'x'] }, ['c', 'a']],
  ])('are the open sockets of %j, each once', (target, ids) => {
    expect(audienceOf(pool, target)).toEqual(ids)
  })

  it.each<[ScheduleTarget, string]>([
    [{ kind: 'all' }, 'No socket is open'],
    [{ kind: 'profile', profileId: 'r' }, 'No socket of this profile is open'],
    [{ kind: 'folder', folderId: 'g' }, 'No socket of this folder is open'],
    [{ kind: 'folder', folderId: null }, 'No socket outside of folders is open'],
    [{ kind: 'connections', ids: ['b'] }, 'This socket is not open'],
    [{ kind: 'connections', ids: ['b', 'x'] }, 'None of these sockets is open'],
    [{ kind: 'connections', ids: ['x', 'y'] }, 'Its sockets are no longer on the deck'],
  ])('has words where nobody of %j is open', (target, words) => {
    expect(nobodyWords(pool, target)).toBe(words)
  })
})
