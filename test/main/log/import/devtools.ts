/** HARs in the shapes that Chrome and Firefox DevTools write, cut to what is not repeated. */

export const wsKey = 'dGhlIHNhbXBsZSBub25jZQ=='

/** Chrome 131, "Export HAR (with sensitive data)": a page, its document and a WebSocket. */
export const chromeHar = {
  log: {
    version: '1.2',
    creator: { name: 'WebInspector', version: '537.36' },
    pages: [{ startedDateTime: '2026-11-21T21:16:30.101Z', id: 'page_1', title: 'https://example.org/', pageTimings: { onContentLoad: 154.2, onLoad: 190.0 } }],
    entries: [
      {
        _connectionId: '4711',
        _initiator: { type: 'other' },
        _priority: 'VeryHigh',
        _resourceType: 'document',
        cache: {},
        connection: '443',
        pageref: 'page_1',
        request: { method: 'GET', url: 'https://example.org/', httpVersion: 'h3', headers: [], queryString: [], cookies: [], headersSize: -1, bodySize: 0 },
        response: {
          status: 200, statusText: '', httpVersion: 'h3', headers: [], cookies: [], content: { size: 13, mimeType: 'text/html', text: '<p>Hello</p>\n' },
          redirectURL: '', headersSize: -1, bodySize: -1, _transferSize: 321, _error: null, _fetchedViaServiceWorker: false,
        },
        serverIPAddress: '93.184.215.14',
        startedDateTime: '2026-11-21T21:16:30.100Z',
        time: 91.2,
        timings: { blocked: 3.1, dns: -1, ssl: -1, connect: -1, send: 0.1, wait: 88, receive: 0, _blocked_queueing: 1.9, _workerStart: -1 },
      },
      {
        _connectionId: '4799',
        _initiator: { type: 'script', stack: { callFrames: [{ functionName: '', scriptId: '7', url: 'https://example.org/', lineNumber: 1, columnNumber: 2 }] } },
        _priority: 'High',
        _resourceType: 'websocket',
        _webSocketMessages: [
          { type: 'send', time: 1795295792.505123, opcode: 1, data: '{"op":"subscribe","id":9007199254740993}' },
          { type: 'receive', time: 1795295792.611, opcode: 1, data: '✓ “ok” 🧵' },
          { type: 'receive', time: 1795295792.7, opcode: 2, data: 'AP8Q' },
          { type: 'send', time: 1795295793, opcode: 8, data: 'A+g=' },
          { type: 'error', time: 1795295793.5, opcode: -1, data: 'WebSocket connection failed' },
        ],
        cache: {},
        connection: '443',
        pageref: 'page_1',
        request: {
          method: 'GET', url: 'wss://user:secret@example.org/feed?token=secret&room=a', httpVersion: 'HTTP/1.1',
          headers: [{ name: 'Sec-WebSocket-Key', value: wsKey }], queryString: [{ name: 'token', value: 'secret' }], cookies: [], headersSize: -1, bodySize: 0,
        },
        response: {
          status: 101, statusText: 'Switching Protocols', httpVersion: 'HTTP/1.1', headers: [{ name: 'Server', value: 'nginx' }, { name: 'Set-Cookie', value: 'secret' }],
          cookies: [], content: { size: 0, mimeType: 'x-unknown' }, redirectURL: '', headersSize: -1, bodySize: -1, _transferSize: 0, _error: null,
        },
        serverIPAddress: '93.184.215.14',
        startedDateTime: '2026-11-21T21:16:32.401Z',
        time: 1200.5,
        timings: { blocked: -1, dns: -1, ssl: -1, connect: -1, send: 0, wait: 0, receive: 0, _blocked_queueing: -1 },
      },
    ],
  },
}

/** Firefox 133, "Save All As HAR": times with an offset, no resource type, no messages. */
export const firefoxHar = {
  log: {
    version: '1.2',
    creator: { name: 'Firefox', version: '133.0' },
    browser: { name: 'Firefox', version: '133.0' },
    pages: [{ id: 'page_1', pageTimings: { onContentLoad: -1, onLoad: -1 }, startedDateTime: '2026-11-21T23:16:32.401+02:00', title: 'https://example.org/' }],
    entries: [
      {
        startedDateTime: '2026-11-21T23:16:32.401+02:00',
        request: { bodySize: 0, method: 'GET', url: 'wss://example.org/feed', httpVersion: 'HTTP/1.1', headers: [], cookies: [], queryString: [], headersSize: 507 },
        response: {
          status: 101, statusText: 'Switching Protocols', httpVersion: 'HTTP/1.1', headers: [{ name: 'Server', value: 'nginx' }], cookies: [],
          content: { mimeType: 'text/plain', size: 0, text: '' }, redirectURL: '', headersSize: 129, bodySize: 129,
        },
        cache: {},
        timings: { blocked: 0, dns: 0, connect: 12, ssl: 20, send: 0, wait: 15, receive: 0 },
        time: 47,
        _securityState: 'secure',
        serverIPAddress: '93.184.215.14',
        connection: '443',
        pageref: 'page_1',
      },
    ],
  },
}
