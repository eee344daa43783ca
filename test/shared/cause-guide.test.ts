import { describe, expect, it } from 'vitest'
import { retryDecision, retryDefaults } from '../../main/connection/retry'
import { cause } from '../../main/lib/fault'
import { describeCause } from '../../shared/cause'
import { causeGuide, type CauseAdvice } from '../../shared/cause-guide'
import { closeCodeName } from '../../shared/close-code'
import { causeKinds, type CauseKind, type Phase } from '../../shared/connection'

const titles: [Phase, string][] = [
  ['prepare', 'Preparing'], ['auth', 'Token'], ['dns', 'DNS'], ['tcp', 'TCP and Unix sockets'], ['proxy', 'Proxy'], ['tls', 'TLS'], ['http', 'HTTP'],
  ['websocket', 'WebSocket handshake'], ['open', 'Open'], ['heartbeat', 'Heartbeat'], ['queue', 'Send queue'], ['user', 'You'],
]
const codes = [1000, 1001, 1002, 1003, 1005, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3003, 3008, 4000]

const adviceOf = (kind: CauseKind): CauseAdvice => causeGuide[kind]

function rows(phase: Phase): string[] {
  return causeKinds.filter((kind) => adviceOf(kind).phases[0] === phase).map((kind) => {
    const { meaning, action, phases } = adviceOf(kind)
    const elsewhere = phases.length > 1 ? ` Also in: ${phases.slice(1).join(', ')}.` : ''
    return `| \`${kind}\` | ${describeCause(cause('open', kind)).replace(/ while open$/, '')} | ${meaning}${elsewhere} | ${action} | ${retryDefaults[kind]} |`
  })
}

function afterCode(closeCode: number): string {
  const decision = retryDecision(cause('open', 'close-frame', { closeCode, wasClean: true }))
  if (!decision.retry) return 'ends'
  return decision.floorMs === 0 ? 'retried' : `retried, not before ${decision.floorMs / 1000} s`
}

function page(): string {
  const parts = titles.map(([phase, title]) => [`## ${title}`, '', '| kind | words | meaning | what to do | by default |', '|---|---|---|---|---|', ...rows(phase), ''].join('\n'))
  const closing = codes.map((code) => `| ${code === 4000 ? '4000–4999' : code} | ${code === 1005 ? 'No code' : closeCodeName(code)} | ${afterCode(code)} |`)
  return [
    '# Why a connection ended',
    '',
    `Each end of an attempt or a session is one of these ${causeKinds.length} causes: a phase, a kind, and what was seen (code, HTTP status, close code, who ended it).`,
    '“By default” is what the reconnect table does; a profile’s own rules come first. This page is made from `shared/cause-guide.ts` and `main/connection/retry.ts`.',
    '',
    ...parts,
    '## Close codes',
    '',
    'Of a close frame from the server (RFC 6455 §7.4, IANA registry). Codes that must not be on the wire (0–999, 1004–1006, 1015–2999) are `reserved-close-code`.',
    '',
    '| code | name | by default |',
    '|---|---|---|',
    ...closing,
    '',
  ].join('\n')
}

describe('the guide to causes', () => {
  it('is what docs/causes.md says; renew it by: npx vitest run test/shared/cause-guide.test.ts -u', async () => {
    await expect(page()).toMatchFileSnapshot('../../docs/causes.md')
  })

  it('has for each kind a place on the page, short sentences, and a verb to begin with', () => {
    expect(page().match(/^\| `/gm)).toHaveLength(causeKinds.length)
    for (const kind of causeKinds) {
      const { meaning, action } = adviceOf(kind)
      for (const text of [meaning, action]) {
        expect(text).toMatch(/^[A-Z{“].*\.$/)
        expect(text.split(/\.(?: |$)/).length).toBeLessThanOrEqual(3)
        expect(text).not.toContain('|')
      }
      expect(action).not.toMatch(/^(The|A|An|You|It|This|Your)\b/)
    }
  })
})
