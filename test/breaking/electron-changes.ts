/**
 * What changed from Electron 33, the oldest that starts the app, to the one that is shipped, and how a use of it looks.
 * Sources: docs/breaking-changes.md of electron/electron for 34 to 39, its release notes for 40 to 44, and the
 * declarations of the `electron` package for what is deprecated since.
 */
export const firstMajor = 33
export const lastMajor = 45

export interface Change {
  since: number
  what: string
  /** How a use looks, and one to try it on; null: nothing that a program could use. */
  sign: RegExp | null
  example: string
  /** In what the app is built with, rather than in its own code. */
  build?: true
  /** Files that use it all the same, and why that is right before and after. */
  kept?: Readonly<Record<string, string>>
}

const nothing = { sign: null, example: '' }

export const changes: readonly Change[] = [
  {
    since: 34, what: 'Windows: the menu bar is hidden in full screen', sign: /autoHideMenuBar|setMenuBarVisibility/, example: 'autoHideMenuBar: true',
    kept: { 'main/app/window.ts': 'it is hidden until Alt anyway; every action has a shortcut or is in the palette' },
  },
  {
    since: 35, what: 'Linux: file dialogs of an older portal pass over defaultPath', sign: /\bdefaultPath\b/, example: "showSaveDialog({ defaultPath: 'x.json' })",
    kept: { 'main/app/dialogs.ts': 'a suggestion: the person sees the name and can write another' },
  },
  { since: 35, what: 'deprecated: session.serviceWorkers.fromVersionID', sign: /\b(get)?[fF]romVersionID\b/, example: 'session.serviceWorkers.fromVersionID(1)' },
  { since: 35, what: 'deprecated: session.setPreloads and getPreloads', sign: /\b[sg]etPreloads\b/, example: "session.setPreloads(['x'])" },
  { since: 35, what: 'deprecated: arguments of console-message after the first', sign: /['"]console-message['"]/, example: "contents.on('console-message', (event, level) => level)" },
  { since: 35, what: 'an empty list of urls in a WebRequestFilter is not all of them', sign: /\burls:\s*\[\s*\]/, example: 'onBeforeRequest({ urls: [] }, stop)' },
  { since: 36, what: 'removed: systemPreferences.isAeroGlassEnabled', sign: /isAeroGlassEnabled/, example: 'systemPreferences.isAeroGlassEnabled()' },
  {
    since: 36, what: 'app.commandLine turns what it is given and asked for to lower case', sign: /\bcommandLine\b/, example: "app.commandLine.getSwitchValue('data')",
    kept: {
      'main/main.ts': 'asks whether a switch in lower case was given',
      'main/app/update-channel.ts': 'asks whether a switch in lower case was given',
    },
  },
  { since: 36, what: 'deprecated: NativeImage.getBitmap', sign: /\.getBitmap\(/, example: 'image.getBitmap()' },
  { since: 36, what: 'removed: isDefault and status of PrinterInfo', sign: /getPrintersAsync/, example: 'contents.getPrintersAsync()' },
  { since: 36, what: 'removed: quota types of session.clearStorageData, and in 42 the option', sign: /\bquotas?:\s*\[/, example: "clearStorageData({ quotas: ['temporary'] })" },
  { since: 36, what: 'deprecated: extensions by methods and events of session', sign: /\b(load|remove|get|getAll)Extensions?\(|['"]extension-(loaded|unloaded|ready)['"]/, example: "session.loadExtension('/x')" },
  { since: 36, what: 'GNOME: GTK 4', sign: /gtk-version/, example: "appendSwitch('gtk-version', '3')" },
  { since: 37, what: 'utility processes: unhandled rejections only warn, process.exit() ends at once', sign: /\butilityProcess\b/, example: "import { utilityProcess } from 'electron'" },
  { since: 37, what: 'WebUSB and Web Serial keep to a block list', sign: /navigator\.(usb|serial)\b/, example: 'navigator.usb.requestDevice()' },
  { since: 37, what: 'removed: null as the session of a ProtocolResponse', sign: /\bsession:\s*null\b/, example: "callback({ url, session: null })" },
  { since: 37, what: 'Linux: a hidden window is visible on no workspace', sign: /isVisibleOnAllWorkspaces/, example: 'window.isVisibleOnAllWorkspaces()' },
  { since: 38, what: 'removed: ELECTRON_OZONE_PLATFORM_HINT; Wayland by itself', sign: /ELECTRON_OZONE_PLATFORM_HINT|ozone-platform/, example: "process.env['ELECTRON_OZONE_PLATFORM_HINT']" },
  {
    since: 38, what: 'removed: ORIGINAL_XDG_CURRENT_DESKTOP; XDG_CURRENT_DESKTOP is the real one', sign: /XDG_CURRENT_DESKTOP/, example: "process.env['ORIGINAL_XDG_CURRENT_DESKTOP']",
    kept: { 'main/app/report-machine.ts': 'a report quotes it; nothing depends on it' },
  },
  { since: 38, what: 'macOS 11 is not supported any more', ...nothing },
  { since: 38, what: 'removed: plugin-crashed', sign: /['"]plugin-crashed['"]/, example: "contents.on('plugin-crashed', stop)" },
  { since: 38, what: 'deprecated: webFrame.routingId and findFrameByRoutingId', sign: /\b(routingId|findFrameByRoutingId)\b/, example: 'webFrame.routingId' },
  { since: 39, what: 'deprecated: --host-rules', sign: /host-rules/, example: "appendSwitch('host-rules', 'MAP a b')" },
  {
    since: 39, what: 'windows that a page opens can always be resized', sign: /\bwindow\.open\(|setWindowOpenHandler/, example: "window.open('https://x', '', 'resizable=no')",
    kept: { 'main/app/security.ts': 'denies them all' },
  },
  { since: 39, what: 'off-screen rendering: another paint event, and in 42 a scale of 1', sign: /\boffscreen:|['"]paint['"]/, example: 'webPreferences: { offscreen: true }' },
  {
    since: 40, what: 'deprecated: clipboard in a page; in 44 removed, and asynchronous in main', sign: /\bclipboard\b[^\n]*from 'electron'|electron\.clipboard|require\('electron'\)\.clipboard/, example: "import { app, clipboard } from 'electron'",
  },
  { since: 40, what: 'macOS: symbols are packed as tar.xz', ...nothing },
  { since: 41, what: 'a PDF has no WebContents of its own', sign: /\bplugins:\s*true/, example: 'webPreferences: { plugins: true }' },
  { since: 41, what: 'cookies: other causes of changed', sign: /cookies\.on\(/, example: "session.cookies.on('changed', tell)" },
  { since: 41, what: 'deprecated: showHiddenFiles on Linux, in 43 without effect', sign: /showHiddenFiles/, example: "properties: ['showHiddenFiles']" },
  { since: 42, what: 'macOS: notifications need a signed app', sign: /\bnew Notification\(/, example: "new Notification({ title: 'x' })" },
  { since: 42, what: 'the package downloads Electron when it is first used, not when it is installed', build: true, sign: /ELECTRON_SKIP_BINARY_DOWNLOAD/, example: 'ELECTRON_SKIP_BINARY_DOWNLOAD: 1' },
  { since: 42, what: 'changed: nativeImage.createFromNamedImage', sign: /createFromNamedImage/, example: "nativeImage.createFromNamedImage('x')" },
  { since: 43, what: 'removed: the Unity desktop', sign: /isUnityRunning/, example: 'app.isUnityRunning()' },
  { since: 43, what: 'NativeImage.toBitmap has its colours in sRGB', sign: /\.toBitmap\(/, example: 'image.toBitmap()' },
  { since: 43, what: 'extensions put styles into more frames', ...nothing },
  {
    since: 43, what: 'file dialogs without a defaultPath begin in Downloads', sign: /\bshow(Open|Save)Dialog(Sync)?\b/, example: 'dialog.showOpenDialog({})',
    kept: { 'main/app/dialogs.ts': 'wherever it begins, the person goes on from there' },
  },
  { since: 43, what: 'Linux: windows without a frame have round corners', sign: /\bframe:\s*false|titleBarStyle|titleBarOverlay/, example: 'frame: false' },
  { since: 44, what: 'macOS 12 is not supported any more', build: true, sign: /minimumSystemVersion:\s*['"]?1[0-2]\b/, example: "minimumSystemVersion: '12.0'" },
  { since: 44, what: 'removed: 32-bit builds', build: true, sign: /\b(ia32|armv7l)\b/, example: 'arch: [x64, armv7l]' },
  { since: 44, what: 'select-client-certificate may come without WebContents', sign: /['"]select-client-certificate['"]/, example: "app.on('select-client-certificate', choose)" },
  { since: 44, what: 'changed: flags of login items', sign: /LoginItemSettings/, example: 'app.setLoginItemSettings({ openAtLogin: true })' },
  { since: 44, what: 'ANGLE is linked in: libEGL and libGLESv2 are no files any more', build: true, sign: /libEGL|libGLESv2/, example: '- libEGL.so' },
  {
    since: 45, what: 'deprecated: safeStorage without promises', sign: /safeStorage\.(isEncryptionAvailable|encryptString|decryptString)\(/, example: "safeStorage.encryptString('x')",
    kept: { 'main/app/cipher.ts': 'there all the same, and the successors are not in 33' },
  },
]
