/** Spellings of Host: the three that a client of the hub may use, and those that only look or resolve like them. */

export const ownHosts = (port: number) => [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]

export const foreignHosts = (port: number) => foreign.map((host) => host.replaceAll('PORT', String(port)))

/** PORT stands for the port that the request came in by. */
const foreign = [
  // A longer name that starts or ends like ours.
  '127.0.0.1.evil:PORT', '127.0.0.1.evil.example:PORT', 'localhost.evil:PORT', 'localhost.evil.example:PORT', 'evil.localhost:PORT',
  'evil127.0.0.1:PORT', 'evil-localhost:PORT', 'localhostevil:PORT', '127.0.0.1.nip.io:PORT', 'localtest.me:PORT', 'localhost.localdomain:PORT',
  // The same address spelled otherwise.
  '127.1:PORT', '127.0.1:PORT', '2130706433:PORT', '0177.0.0.1:PORT', '017700000001:PORT', '0x7f.0.0.1:PORT', '0x7f000001:PORT', '0x7f.1:PORT',
  '127.000.000.001:PORT', '127.0.0.01:PORT', '127.0.0.2:PORT', '127.255.255.254:PORT', '0.0.0.0:PORT', '0:PORT',
  '[::]:PORT', '[0:0:0:0:0:0:0:1]:PORT', '[::0001]:PORT', '[::ffff:127.0.0.1]:PORT', '[::ffff:7f00:1]:PORT', '[::1%lo]:PORT', '[::1%25lo]:PORT',
  '::1:PORT', '::1', '[::1', '::1]:PORT',
  // Trailing dot, case, other digits and letters.
  'localhost.:PORT', '127.0.0.1.:PORT', 'LOCALHOST:PORT', 'Localhost:PORT', '①②⑦.0.0.1:PORT', 'ｌocalhost:PORT', 'lоcalhost:PORT',
  // User information, paths, more than one host, white space.
  'user@127.0.0.1:PORT', '127.0.0.1@evil:PORT', '127.0.0.1:PORT@evil', 'evil#127.0.0.1:PORT', '127.0.0.1:PORT/', '127.0.0.1:PORT?', 'http://127.0.0.1:PORT',
  '127.0.0.1:PORT,evil', 'evil,127.0.0.1:PORT', '127.0.0.1:PORT evil', '127.0.0.1%00:PORT', '127.0.0.1\\evil:PORT',
  // Another port, or none.
  '127.0.0.1', 'localhost', '[::1]', '127.0.0.1:', '127.0.0.1:80', '127.0.0.1:0PORT', '127.0.0.1:+PORT', '127.0.0.1:PORT0', '127.0.0.1:PORT.0', '127.0.0.1:1',
  '', ':PORT', 'evil', 'evil:PORT', 'evil.example:PORT', 'undefined:PORT',
]

/** Every page has one of these; a native client has none. */
export const origins = (port: number) => [
  'null', '', 'file://', 'app://bundle', 'https://evil.example', 'https://127.0.0.1.evil.example', 'http://localhost', `http://localhost:${port}`, `http://127.0.0.1:${port}`,
  `https://127.0.0.1:${port}`, `http://[::1]:${port}`, `ws://127.0.0.1:${port}`, 'http://127.1', 'http://LOCALHOST', 'chrome-extension://abc', 'moz-extension://abc', 'vscode-webview://abc',
  'capacitor://localhost', 'tauri://localhost', 'about:blank', 'data:', 'undefined', '*',
]
