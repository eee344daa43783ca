import fc from 'fast-check'
import { expect, it } from 'vitest'
import { csvField } from '../../../../main/log/export/csv'
import { exportFormats } from '../../../../shared/capture'
import { captureSource, type EntrySource } from '../../../../shared/entry'
import { echo, exported, noteRow, row, startedAt, type Row } from './filled'

const everyKind: Row[] = [
  noteRow({ event: 'open', words: 'Open after 3 ms', status: 101 }),
  row('{"a":1}', { at: startedAt + 12.345678, elapsed: 12.345678, compressed: true }),
  row(Buffer.of(0, 255), { kind: 'binary', direction: 'out' }),
  row('beat', { kind: 'ping' }),
  row(Buffer.of(0x03, 0xe9, 0x62, 0x79, 0x65), { kind: 'close' }),
  row(Buffer.of(0xc3, 0x28)),
  row('before the fix', { slot: 0, direction: 'none', kind: 'mark' }),
]

const lines = (text: string) => text.trimEnd().split('\n')

it('writes NDJSON: a header, then an object a line', async () => {
  const [head = '', ...objects] = lines(await exported(everyKind))
  expect(head).toBe(
    '{"sockdeck":"capture","version":1,"name":"Test","startedAt":"2026-11-21T21:16:33.000000Z","sources":[' +
      '{"connection":"","name":"Sockdeck","color":"slate","url":""},{"connection":"c1","name":"Echo","color":"teal","url":"ws://127.0.0.1:7625/echo"}]}',
  )
  const from = (seq: number, direction: string, kind: string, size: number) =>
    `{"seq":${seq},"at":"2026-11-21T21:16:33.${seq === 2 ? '012346' : '001500'}Z","elapsed":${seq === 2 ? 12.346 : 1.5},"connection":"${seq === 7 ? '' : 'c1'}","name":"${seq === 7 ? 'Sockdeck' : 'Echo'}","direction":"${direction}","kind":"${kind}","size":${size}`
  expect(objects).toEqual([
    `${from(1, 'none', 'lifecycle', 55)},"note":{"event":"open","words":"Open after 3 ms","status":101}}`,
    `${from(2, 'in', 'text', 7)},"compressed":true,"text":"{\\"a\\":1}"}`,
    `${from(3, 'out', 'binary', 2)},"base64":"AP8="}`,
    `${from(4, 'in', 'ping', 4)},"base64":"YmVhdA=="}`,
    `${from(5, 'in', 'close', 5)},"code":1001,"reason":"bye","base64":"A+lieWU="}`,
    `${from(6, 'in', 'text', 2)},"base64":"wyg="}`,
    `${from(7, 'none', 'mark', 14)},"mark":"before the fix"}`,
  ])
})

it('writes JSON with the same objects', async () => {
  const ndjson = lines(await exported(everyKind)).map((line) => JSON.parse(line) as unknown)
  const json = JSON.parse(await exported(everyKind, { format: 'json' })) as { entries: unknown[] }
  expect(json).toEqual({ ...(ndjson[0] as object), entries: ndjson.slice(1) })
  expect(JSON.parse(await exported(everyKind, { format: 'json', seqs: new Uint32Array() }))).toMatchObject({ entries: [] })
})

it('leaves nothing in a line of NDJSON that a terminal or a line reader obeys', async () => {
  const hostile = String.fromCharCode(...Array.from({ length: 0xa1 }, (_, code) => code), 0x2027, 0x2028, 0x2029, 0x202a)
  const text = await exported([row(hostile)], { capture: { name: hostile, startedAt } }, [{ ...echo, name: hostile }])
  expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/)
  expect((JSON.parse(lines(text)[1] ?? '') as { text: string; name: string })).toMatchObject({ text: hostile, name: hostile })
})

it('writes CSV with a byte order mark, CRLF, and text or base64', async () => {
  const text = await exported(everyKind, { format: 'csv' })
  expect(text.split('\r\n')).toEqual([
    '\uFEFFseq,time,elapsed,connection,name,direction,kind,size,text,base64',
    '1,2026-11-21T21:16:33.001500Z,1.500,"c1","Echo",none,lifecycle,55,"Open after 3 ms",',
    '2,2026-11-21T21:16:33.012346Z,12.346,"c1","Echo",in,text,7,"{""a"":1}",',
    '3,2026-11-21T21:16:33.001500Z,1.500,"c1","Echo",out,binary,2,,"AP8="',
    '4,2026-11-21T21:16:33.001500Z,1.500,"c1","Echo",in,ping,4,"beat",',
    '5,2026-11-21T21:16:33.001500Z,1.500,"c1","Echo",in,close,5,"1001 Going Away · bye",',
    '6,2026-11-21T21:16:33.001500Z,1.500,"c1","Echo",in,text,2,,"wyg="',
    '7,2026-11-21T21:16:33.001500Z,1.500,"","Sockdeck",none,mark,14,"before the fix",',
    '',
  ])
})

it.each([
  ['=HYPERLINK("http://evil")', `"'=HYPERLINK(""http://evil"")"`],
  ['+1', `"'+1"`],
  ['-1', `"'-1"`],
  ['@SUM(1)', `"'@SUM(1)"`],
  ['\t=1', `"'\t=1"`],
  ['\r=1', `"'\r=1"`],
  ['\n=1', `"'\n=1"`],
  ['＝1', `"'＝1"`],
  ['a,"b"\r\nc', '"a,""b""\r\nc"'],
  ['1=1', '"1=1"'],
  ['', '""'],
])('writes %j to CSV so that no spreadsheet computes it', (text, field) => {
  expect(csvField(text)).toBe(field)
})

it('keeps formulas out of each column of CSV that others fill', async () => {
  const formulas = [row('=1+1'), row(Buffer.from('+/+/', 'base64'), { kind: 'binary' }), noteRow({ event: 'open', words: '@x' }), row('-1', { slot: 0, direction: 'none', kind: 'mark' })]
  const text = await exported(formulas, { format: 'csv' }, [{ ...echo, connectionId: '-id', name: '=cmd' }])
  const cells = lines(text).slice(1).flatMap((line) => line.split(','))
  expect(cells.filter((cell) => /^"?[=+\-@]/.test(cell))).toEqual([])
  expect(text).toContain(`"'+/+/"`)
})

it('writes plain text for reading: a line an entry, the day where it changes', async () => {
  const text = await exported([...everyKind, row('next day', { at: startedAt + 86_400_000 })], { format: 'text' })
  expect(lines(text)).toEqual([
    'Sockdeck capture “Test”, begun 2026-11-21T21:16:33.000000Z. Times are UTC. ↓ received, ↑ sent, · neither.',
    '',
    '2026-11-21',
    '21:16:33.001500  Echo  · lifecycle  Open after 3 ms',
    '21:16:33.012346  Echo  ↓ text  {"a":1}',
    '21:16:33.001500  Echo  ↑ binary  00 ff ',
    '21:16:33.001500  Echo  ↓ ping  beat',
    '21:16:33.001500  Echo  ↓ close  1001 Going Away · bye',
    '21:16:33.001500  Echo  ↓ text  c3 28 ',
    '21:16:33.001500  Sockdeck  · mark  before the fix',
    '',
    '2026-11-22',
    '21:16:33.000000  Echo  ↓ text  next day',
  ])
})

it('lets no message forge a line of plain text or command a terminal', async () => {
  const hostile = 'a\n\n2026-11-22\n21:16:33.000000  Echo  ↑ text  forged\r\u001b[2J\u009b31m\u0007\u202egnp.exe\u2028b\u2029c\u200bd\ufeff'
  const text = await exported([row(hostile), noteRow({ event: 'open', words: hostile }), row(`\u0003\u00e9${hostile}`, { kind: 'close' })], { format: 'text', capture: { name: hostile, startedAt } }, [{ ...echo, name: hostile }])
  expect(lines(text)).toHaveLength(6)
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u200b\ufeff]/u)
  expect(lines(text)[3]).toContain('a␊␊2026-11-22␊21:16:33.000000  Echo  ↑ text  forged␍␛[2J<U+009B>31m␇<U+202E>gnp.exe<U+2028>b<U+2029>c<U+200B>d<U+FEFF>')
})

it('writes only the picked rows, and names only their connections', async () => {
  const sources: EntrySource[] = [echo, { ...echo, connectionId: 'c2', name: 'Private' }]
  const rows = Array.from({ length: 2_000 }, (_, index) => row(String(index), { slot: index === 5 ? 2 : 1 }))
  const [head = '', ...objects] = lines(await exported(rows, { seqs: Uint32Array.of(1900, 3, 7, 5_000) }, sources)).map((line) => JSON.parse(line) as { seq: number; sources: { name: string }[] })
  expect(objects.map(({ seq }) => seq)).toEqual([3, 7, 1900])
  expect(head).toMatchObject({ sources: [{ name: captureSource.name }, { name: 'Echo' }] })
})

const secretive: EntrySource = { ...echo, url: 'wss://user:hunter2@example.org/a?token=hunter2' }
const secretNote = noteRow({
  event: 'open', words: 'Connecting to wss://example.org/?key=hunter2 with hunter2-session-token', url: 'wss://example.org/?key=hunter2', protocol: 'hunter2-session-token',
  headers: [['Set-Cookie', 'hunter2'], ['server', 'nginx']],
})

it('lets no secret out in any format, wherever a connection had it', async () => {
  const secret = fc.stringMatching(/^[a-z]{16}$/).map((text) => `Q${text}`)
  const url = (word: string) =>
    fc.constantFrom(`wss://${word}@example.org/`, `wss://u:${word}@example.org/?a=b`, `ws://127.0.0.1:7625/a?access_token=${word}&b=c`, `wss://example.org/?X-Api-Key=${word}#`)
  const header = (word: string) =>
    fc.constantFrom(['Authorization', `Bearer ${word}`], ['Set-Cookie', `sid=${word}`], ['X-Auth-Token', word], ['Location', `https://example.org/?token=${word}`])
  const protocol = (word: string) => fc.constantFrom(`bearer-${word}`, `${word}.${'x'.repeat(40)}`)
  const format = fc.constantFrom(...exportFormats)
  const told = secret.chain((word) => fc.record({ word: fc.constant(word), url: url(word), header: header(word), protocol: protocol(word), format }))
  await fc.assert(
    fc.asyncProperty(told, async ({ word, url: where, header: line, protocol: spoken, format }) => {
      const dialled = noteRow({ event: 'connecting', words: `Connecting to ${where}, attempt 2`, url: where })
      const opened = noteRow({ event: 'open', words: `Open after 3 ms with ${spoken}`, protocol: spoken, status: 101, headers: [line, ['Sec-WebSocket-Protocol', `chat, ${spoken}`]] })
      const text = await exported([dialled, opened, row('hello')], { format }, [{ ...echo, url: where }])
      expect(text).toContain('hello')
      expect(text).not.toContain(word)
    }),
    { numRuns: 60 },
  )
})

it.each(exportFormats)('masks secrets in what is told about a connection, but not in messages: %s', async (format) => {
  const rows = [secretNote, row('the payload says swordfish')]
  const masked = await exported(rows, { format }, [secretive])
  expect(masked).not.toContain('hunter2')
  expect(masked).toContain('swordfish')
  if (format !== 'csv' && format !== 'text') expect(await exported(rows, { format, redact: false }, [secretive])).toContain('hunter2')
})
