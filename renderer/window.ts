import { mount } from 'svelte'
import type { Bridge } from '../shared/contract'
import { Api } from './api'
import App from './App.svelte'
import type { Splash } from './splash'
import { Workbench } from './state/workbench.svelte'

export function openWindow(bridge: Bridge, splash: Splash): void {
  const target = document.getElementById('app')
  if (target === null) throw new Error('index.html has no #app')
  const workbench = new Workbench(new Api(bridge), (message) => void import('./ui/toast').then(({ showToast }) => showToast(message)))
  mount(App, { target, props: { workbench, splash } })
  void workbench.start()
}
