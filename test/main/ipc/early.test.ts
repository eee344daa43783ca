import { describe, expect, it } from 'vitest'
import { earlyReply } from '../../../main/ipc/early'
import type { Glance } from '../../../shared/glance'
import { payloads } from '../../../shared/schemas'

const page = 'app://bundle/index.html'
const sender = { url: page, isMainFrame: true, hasParent: false }
const glance: Glance = { theme: 'dark', density: 'compact', language: 'en', monoFont: '', hidden: [], panes: {}, sockets: 3, draft: 'a secret plan' }
const asked = { sender, request: { command: 'app.glance', payload: {} } }

describe('before there are handlers', () => {
  it('the page has its glance', () => {
    expect(earlyReply(asked, page, glance)).toEqual({ ok: true, value: glance })
  })

  it.each(Object.keys(payloads).filter((command) => command !== 'app.glance'))('%s waits for its handler', (command) => {
    expect(earlyReply({ sender, request: { command, payload: {} } }, page, glance)).toBeNull()
  })

  it.each([null, undefined, 'app.glance', 7, [], ['app.glance'], {}, { command: ['app.glance'] }])('what is no request waits, too: %j', (request) => {
    expect(earlyReply({ sender, request }, page, glance)).toBeNull()
  })

  it.each([
    null,
    { ...sender, isMainFrame: false },
    { ...sender, hasParent: true },
    { ...sender, url: 'https://bundle/index.html' },
    { ...sender, url: 'app://bundle.evil/index.html' },
    { ...sender, url: 'app://bundle@evil/index.html' },
    { ...sender, url: '' },
  ])('another frame is told nothing: %j', (other) => {
    expect(earlyReply({ ...asked, sender: other }, page, glance)).toBeNull()
  })
})
