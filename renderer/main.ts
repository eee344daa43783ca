import './styles/fonts.css'
import './styles/tokens.css'
import './styles/base.css'
import { EarlyBridge, windowBridge } from './bridge'

// Small, so that main is asked before the rest is read. Not awaited: the rest begins with what is in this file's chunk.
const bridge = new EarlyBridge(windowBridge())
void import('./window').then(({ openWindow }) => openWindow(bridge))
