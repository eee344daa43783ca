/** In the page: tells when the desk is there, and when rows of the log and what was being written have been drawn; writes half a message when it is told to. */
/* global document, requestAnimationFrame */
// oxlint-disable-next-line typescript/no-require-imports -- a preload script of a sandbox is CommonJS
const { ipcRenderer } = require('electron')

/** @type {() => Promise<number>} */
const frame = () => new Promise((then) => requestAnimationFrame(then))

/**
 * The composer's, or the one text field of the empty window.
 *
 * @type {() => HTMLElement | null}
 */
function field() {
  const host = [...document.querySelectorAll('[aria-label=Composer] *')].find(({ shadowRoot }) => shadowRoot !== null)
  /** @type {HTMLElement | null | undefined} */
  const editor = host?.shadowRoot?.querySelector('.cm-content')
  return editor ?? document.querySelector('body > textarea')
}

/** @type {(found: HTMLElement) => boolean} */
const isWritten = (found) => found.querySelector('.cm-placeholder') === null && found.textContent !== ''

function isBack() {
  const found = field()
  if (found === null) return false
  return found.localName === 'textarea' || (document.querySelector('[role=grid][aria-label="Log entries"] [role=row]') !== null && isWritten(found))
}

function write() {
  field()?.focus()
  // oxlint-disable-next-line typescript/no-deprecated -- nothing else types where the focus is
  document.execCommand('insertText', false, 'half a message')
}

async function probe() {
  ipcRenderer.once('comeback-probe', write)
  while (field() === null) await frame()
  ipcRenderer.send('comeback-probe', 'desk', Date.now())
  while (!isBack()) await frame()
  // The frame after the one that was looked at comes when that has been drawn.
  await frame()
  ipcRenderer.send('comeback-probe', 'back', Date.now())
}

void probe()
