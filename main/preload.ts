/** Gives the page one way to ask and one way to listen, and nothing else of Electron. */
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import { bridgeName, callChannel, eventChannel, type Bridge } from '../shared/contract'

const bridge: Bridge = {
  call: (command, payload) => ipcRenderer.invoke(callChannel, { command, payload }),
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
