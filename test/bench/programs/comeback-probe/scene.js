/** In the page of the app: opens what a person would have open. The empty window has no bridge, and nothing to open. */
/* global window */
;(async () => {
  const { sockdeck } = window
  if (sockdeck === undefined) return
  const ask = async (command, payload) => {
    const reply = await sockdeck.call(command, payload)
    if (!reply.ok) throw new Error(`${command}: ${reply.error.message}`)
    return reply.value
  }
  let start = await ask('app.start', {})
  // Its port may be taken: the ready-made profiles then move with it.
  while (start.hub.kind !== 'running') start = await ask('app.start', {})
  await ask('settings.save', { seen: { tour: true, version: start.version } })
  const echo = start.book.profiles.find(({ id }) => id === 'hub-echo')
  await ask('profiles.save', { profile: { ...echo, id: 'flood', name: 'Flood', url: `ws://127.0.0.1:${start.hub.port}/flood?rate=2000&size=100` } })
  await ask('connections.add', { profileIds: ['hub-lobby-a', 'hub-echo', 'flood'], count: 1, open: true, overrides: {}, rampMs: 0 })
})()
