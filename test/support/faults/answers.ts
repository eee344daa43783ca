/** Answers: what servers say to an opening handshake that is no proper 101, and what must be said of each (RFC 6455 §4.1). */
import type { CauseKind } from '../../../shared/connection'
import { switching } from '../raw-server'

const head = 'HTTP/1.1 101 Switching Protocols'

/** Answers to the request, whole. */
interface BadHandshake {
  what: string
  answer: (request: string) => string
  kind: CauseKind
}

export const badHandshakes: readonly BadHandshake[] = [
  { what: 'another Sec-WebSocket-Accept', answer: (request) => switching(request).replace(/Accept: .*/, 'Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA='), kind: 'bad-accept' },
  { what: 'no Sec-WebSocket-Accept', answer: () => `${head}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`, kind: 'bad-accept' },
  { what: 'another Upgrade', answer: (request) => switching(request).replace('Upgrade: websocket', 'Upgrade: h2c'), kind: 'bad-upgrade' },
  { what: 'no Upgrade', answer: (request) => switching(request).replace('Upgrade: websocket\r\n', ''), kind: 'bad-upgrade' },
  { what: 'no Connection', answer: (request) => switching(request).replace('Connection: Upgrade\r\n', ''), kind: 'bad-upgrade' },
  { what: 'nothing but 101', answer: () => `${head}\r\n\r\n`, kind: 'bad-upgrade' },
  { what: '101 with a body', answer: (request) => `${switching(request, 'Content-Length: 5')}hello`, kind: 'protocol-error' },
  { what: '200 with a page', answer: () => 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>', kind: 'http-status' },
  { what: 'an extension that was not offered', answer: (request) => switching(request, 'Sec-WebSocket-Extensions: permessage-deflate'), kind: 'bad-extension' },
  { what: 'the preface of HTTP/2', answer: () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', kind: 'not-http' },
  { what: 'the greeting of another protocol', answer: () => '220 mail.example ESMTP\r\n', kind: 'not-http' },
  { what: 'bytes of noise', answer: () => '\x00\xff\x13\x37'.repeat(50), kind: 'not-http' },
  { what: 'a header without end', answer: () => `${head}\r\nX: ${'x'.repeat(100_000)}`, kind: 'header-too-large' },
]

/** What a server makes of the subprotocols that it was asked for. */
interface BadSubprotocol {
  what: string
  asked: readonly string[]
  headers: readonly string[]
  kind: 'subprotocol' | 'subprotocol-missing'
}

export const badSubprotocols: readonly BadSubprotocol[] = [
  { what: 'none of those asked for', asked: ['json', 'xml'], headers: [], kind: 'subprotocol-missing' },
  { what: 'one that nobody asked for', asked: [], headers: ['Sec-WebSocket-Protocol: chat'], kind: 'subprotocol' },
  { what: 'another one', asked: ['json'], headers: ['Sec-WebSocket-Protocol: chat'], kind: 'subprotocol' },
  { what: 'two at once', asked: ['json', 'xml'], headers: ['Sec-WebSocket-Protocol: json, xml'], kind: 'subprotocol' },
]

export const protocols = (names: readonly string[]) => names.map((name) => ({ name, enabled: true }))
