/** Gives the page one way to ask and one way to listen, and nothing else of Electron. */
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import { bridgeName, callChannel, eventChannel, replyChannel, type Bridge } from '../shared/contract'

/** Of this document: an answer that the one before it in this frame had asked for is not for this one. */
const life = crypto.getRandomValues(new Uint32Array(4)).join('-')
const waiting = new Map<string, (reply: unknown) => void>()
let calls = 0

ipcRenderer.on(replyChannel, (_event, call: string, reply: unknown) => {
  waiting.get(call)?.(reply)
  waiting.delete(call)
})

const bridge: Bridge = {
  call: (command, payload) =>
    new Promise((resolve) => {
      calls += 1
      const call = `${life}:${calls}`
      // Throws for what can't be copied.
      ipcRenderer.send(callChannel, call, { command, payload })
      waiting.set(call, resolve)
    }),
  listen: (onEvent) => {
    // The page gets values only: the IPC event would hand it ipcRenderer itself.
    const pass = (_event: IpcRendererEvent, name: string, value: unknown) => onEvent(name, value)
    ipcRenderer.on(eventChannel, pass)
    return () => {
      ipcRenderer.removeListener(eventChannel, pass)
    }
  },
}

contextBridge.exposeInMainWorld(bridgeName, bridge)
