import './styles/fonts.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/splash.css'
import { EarlyBridge, windowBridge } from './bridge'
import { Splash } from './splash'
import { isNew } from './state/new-page'

// Small, so that main is asked and something is shown before the rest is read. Not awaited: the rest begins with what is in this file's chunk.
const bridge = new EarlyBridge(windowBridge())
const splash = new Splash()
const shown = isNew() ? splash.show(bridge).catch(reportError) : Promise.resolve()
void shown.then(() => import('./window')).then(({ openWindow }) => openWindow(bridge, splash))
