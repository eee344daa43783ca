import path from 'node:path'
import { answersPings, closesAsAsked, compresses, connects, echoes, isClosed, refusesLarge, takesLarge, type Line } from '../../support/interop/checks'
import { survivesRestart } from '../../support/interop/restart'
import { serving, type Subject } from '../../support/interop/serving'

const programs = path.join(import.meta.dirname, '../../support/interop/programs')
const mebibyte = 1024 * 1024

interface Library extends Pick<Subject, 'name' | 'packages' | 'needs'> {
  program: string
  interpreter: string
  /** Messages up to this size are taken, bytes; null: it has none, or not always answers what goes over it. */
  limit: number | null
  /** Codes that it answers with others. */
  answers?: Readonly<Record<number, number>>
}

const python = (module: string, limit: number | null, answers = {}): Library => ({
  name: `python3-${module}`, packages: [`python3-${module}`], needs: ['/usr/bin/python3', `/usr/lib/python3/dist-packages/${module}`],
  interpreter: '/usr/bin/python3', program: `${module}_echo.py`, limit, answers,
})

const libraries: Library[] = [
  python('websockets', mebibyte),
  python('aiohttp', null, { 3001: 1000 }),
  python('tornado', 10 * mebibyte),
  python('autobahn', null, { 3001: 1000 }),
  {
    name: 'Mojolicious', packages: ['libmojolicious-perl'], needs: ['/usr/bin/perl', '/usr/share/perl5/Mojolicious.pm'],
    interpreter: '/usr/bin/perl', program: 'mojolicious_echo.pl', limit: mebibyte / 4,
  },
]

for (const { name, packages, needs, program, interpreter, limit, answers = {} } of libraries) {
  serving({
    name, packages, needs, role: 'an echo server of a few lines',
    layout: ({ port }) => ({ command: interpreter, args: [path.join(programs, program), String(port)] }),
  }, ({ server, check }) => {
    const line = (): Line => ({ url: server.url() })
    check('connect', 'opens', async (saw) => saw(await connects(line())))
    check('echo', 'echoes text, bytes and nothing', async (saw) => saw(await echoes(line())))
    check('ping', 'answers pings', async (saw) => saw(await answersPings(line())))
    const size = Math.min(limit ?? mebibyte, mebibyte)
    const taken = `takes ${size.toLocaleString('en')} bytes`
    check('large', limit === null ? taken : `${taken}, and closes with 1009 above its limit of ${limit.toLocaleString('en')}`, async (saw) => {
      const took = await takesLarge(line(), size)
      if (limit === null) return saw(took)
      const text = `${took}; ${(limit + 16).toLocaleString('en')}: “${await refusesLarge(line(), limit + 16)}”`
      if (limit < mebibyte) saw.instead('≤ 256 KiB', text)
      else saw(text)
    })
    check('compression', 'agrees on permessage-deflate', async (saw) => saw(await compresses(line())))
    check('close', `answers a close with its code${3001 in answers ? ', or with 1000' : ''}`, async (saw) => {
      const said = await closesAsAsked(line(), answers)
      if (3001 in answers) saw.instead('1000 to all', said)
      else saw(said)
    })
    check('closed', 'closes with a code and a reason', async (saw) => saw(await isClosed(line(), 'close 4001 enough', { closeCode: 4001, reason: 'enough' })))
    check('restart', 'is killed and started again under load', async (saw) => saw(await survivesRestart(line(), async () => {
      await server.kill()
      await server.start()
    })))
  })
}
