/** In the page: gives the first text field for a message the focus, and tells when that, and then the deck, has been drawn. */
/* global document, requestAnimationFrame, MutationObserver */
// oxlint-disable-next-line typescript/no-require-imports -- a preload script of a sandbox is CommonJS
const { ipcRenderer } = require('electron')

const drawn = () => new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)))

/** @type {(selector: string) => Promise<HTMLElement>} */
const there = (selector) =>
  new Promise((resolve) => {
    const look = () => {
      /** @type {HTMLElement | null} */
      const found = document.querySelector(selector)
      if (found === null) return
      observer.disconnect()
      resolve(found)
    }
    const observer = new MutationObserver(look)
    observer.observe(document, { childList: true, subtree: true })
    look()
  })

async function probe() {
  const field = await there('textarea[aria-label=Message]')
  field.focus()
  await drawn()
  ipcRenderer.send('start-probe', 'usable', Date.now())
  await there('[aria-label=Deck]')
  await drawn()
  ipcRenderer.send('start-probe', 'whole', Date.now())
}

void probe()
