import './styles/fonts.css'
import './styles/tokens.css'
import './styles/base.css'
import { mount } from 'svelte'
import { Api, windowBridge } from './api'
import App from './App.svelte'
import { Workbench } from './state/workbench.svelte'
import { showToast } from './ui/toast'

const target = document.getElementById('app')
if (target === null) throw new Error('index.html has no #app')

const workbench = new Workbench(new Api(windowBridge()), showToast)
mount(App, { target, props: { workbench } })
void workbench.start()
