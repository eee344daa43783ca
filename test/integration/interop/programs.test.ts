import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { describeCause } from '../../../shared/cause'
import type { Overrides } from '../../../shared/options'
import { Deck } from '../../support/live-deck'
import { until } from '../../support/until'
import { answersPings, closesAsAsked, comesBack, compresses, connects, doesNotCompress, echoes, isClosed, received, refusesLarge, takesLarge, talk, type Line } from '../../support/interop/checks'
import { survivesRestart } from '../../support/interop/restart'
import { serving } from '../../support/interop/serving'

const subprotocol = (name: string): Pick<Overrides, 'request'> => ({ request: { protocols: [{ name, enabled: true }] } })

const serverXml = (port: number, app: string) => `<Server port="-1"><Service name="Catalina"><Connector port="${port}" address="127.0.0.1"/>
<Engine name="Catalina" defaultHost="localhost"><Host name="localhost" appBase="none" autoDeploy="false" deployOnStartup="false"><Context path="" docBase="${app}">
<Resources allowLinking="true"/><JarScanner><JarScanFilter defaultPluggabilityScan="false" defaultTldScan="false" pluggabilityScan="*websocket*"/></JarScanner>
</Context></Host></Engine></Service></Server>`
const webXml = (content = '') => `<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">${content}</web-app>`
const defaultServlet = '<servlet><servlet-name>default</servlet-name><servlet-class>org.apache.catalina.servlets.DefaultServlet</servlet-class></servlet>'
  + '<servlet-mapping><servlet-name>default</servlet-name><url-pattern>/</url-pattern></servlet-mapping>'
const examples = '/usr/share/tomcat10-examples/examples/WEB-INF/classes'

serving({
  name: 'Tomcat', role: 'its own example endpoints', packages: ['tomcat10-examples', 'tomcat10-common'], needs: ['java', examples, '/usr/share/tomcat10/bin/bootstrap.jar'],
  layout: ({ folder, port }) => {
    for (const each of ['conf', 'logs', 'temp', 'app/WEB-INF']) mkdirSync(path.join(folder, each), { recursive: true })
    symlinkSync(examples, path.join(folder, 'app/WEB-INF/classes'))
    writeFileSync(path.join(folder, 'app/WEB-INF/web.xml'), webXml())
    writeFileSync(path.join(folder, 'conf/web.xml'), webXml(defaultServlet))
    writeFileSync(path.join(folder, 'conf/server.xml'), serverXml(port, path.join(folder, 'app')))
    const settings = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Dcatalina.home=/usr/share/tomcat10', `-Dcatalina.base=${folder}`, `-Djava.io.tmpdir=${folder}/temp`]
    const jars = '/usr/share/tomcat10/bin/bootstrap.jar:/usr/share/java/tomcat10-juli.jar'
    return { command: 'java', args: [...settings, '-cp', jars, 'org.apache.catalina.startup.Bootstrap', 'start'] }
  },
}, ({ server, check, quirk }) => {
  const line = (): Line => ({ url: server.url('/websocket/echoAnnotation') })
  check('connect', 'opens', async (saw) => saw(await connects(line())))
  check('echo', 'echoes text, bytes and nothing', async (saw) => saw(await echoes(line())))
  check('ping', 'answers pings', async (saw) => saw(await answersPings(line())))
  check('large', 'takes 1 MiB where its endpoint takes parts', async (saw) => saw(await takesLarge(line())))
  check('compression', 'agrees on permessage-deflate', async (saw) => saw(await compresses(line())))
  check('close', 'answers a close with its code', async (saw) => saw(await closesAsAsked(line())))
  check('closed', 'closes with 1009 where a message is larger than its endpoint takes', async (saw) => {
    saw(`16 KiB: “${await refusesLarge({ url: server.url('/websocket/chat') }, 16_384)}”`)
  })
  check('restart', 'is stopped and started again under load', async (saw) => saw(await survivesRestart(line(), async () => {
    await server.kill('SIGTERM')
    await server.start()
  })))
  quirk('answers 404 where it has no endpoint', async (saw) => {
    const deck = new Deck()
    const cause = await deck.cause(deck.open(server.url('/websocket/nothing')))
    expect(cause).toMatchObject({ kind: 'http-status', httpStatus: 404 })
    saw(`“${describeCause(cause)}”`)
  })
})

serving({
  name: 'websocketd', role: 'lines of `cat` and `head` as messages', packages: ['websocketd'], needs: ['websocketd', 'cat', 'head'],
  layout: ({ folder, port }) => {
    mkdirSync(path.join(folder, 'programs'))
    for (const [name, does] of Object.entries({ echo: 'cat', once: 'head -n 1' }))
      writeFileSync(path.join(folder, 'programs', name), `#!/bin/sh\nexec ${does}\n`, { mode: 0o755 })
    return { command: 'websocketd', args: ['--address=127.0.0.1', `--port=${port}`, '--loglevel=error', `--dir=${folder}/programs`] }
  },
}, ({ server, check, quirk }) => {
  const line = (): Line => ({ url: server.url('/echo') })
  check('connect', 'opens', async (saw) => saw(await connects(line())))
  check('echo', 'echoes line by line', async (saw) => saw(await comesBack(line(), ['one', 'Grüße, 世界, 🌍', ''])))
  check('ping', 'answers pings', async (saw) => saw(await answersPings(line())))
  check('large', 'takes 1 MiB as one line', async (saw) => saw(await takesLarge(line())))
  check('compression', 'does not compress', async (saw) => saw.instead('none', await doesNotCompress(line())))
  check('close', 'answers a close with its code', async (saw) => saw(await closesAsAsked(line())))
  check('closed', 'drops the connection when the program ends', async (saw) => {
    const { deck, id, say, heard } = await talk({ url: server.url('/once') })
    say('the only one')
    const cause = await deck.cause(id)
    expect(heard()).toEqual(['the only one'])
    expect(cause).toMatchObject({ kind: 'no-close-frame', wasClean: false })
    saw.instead('no close frame', `“${describeCause(cause)}”`)
  })
  check('restart', 'is killed and started again under load', async (saw) => saw(await survivesRestart(line(), async () => {
    await server.kill()
    await server.start()
  })))
  quirk('makes two messages of one with a line break in it', async (saw) => {
    const { say, heard } = await talk(line())
    say('one\ntwo')
    await until(() => heard().length === 2)
    expect(heard()).toEqual(['one', 'two'])
    saw('the log shows two')
  })
})

serving({
  name: 'libwebsockets-test-server', role: 'its own test protocols', packages: ['libwebsockets-test-server'], needs: ['libwebsockets-test-server'],
  layout: ({ port }) => ({ command: 'libwebsockets-test-server', args: [`--port=${port}`, '-i', 'lo', '-d', '1'] }),
}, ({ server, check, quirk }) => {
  // What one says all get: more of them would be too much for it.
  const sockets = 20
  const mirror = (): Line => ({ url: server.url(), about: subprotocol('lws-mirror-protocol') })
  const counter = (): Line => ({ url: server.url(), about: subprotocol('dumb-increment-protocol') })
  check('connect', 'opens for its subprotocols', async (saw) => saw(await connects(mirror())))
  check('echo', 'mirrors to all, the sender too', async (saw) => saw(await comesBack(mirror())))
  check('ping', 'answers pings', async (saw) => saw(await answersPings(counter())))
  check('large', 'mirrors 1 MiB in parts of 4 KiB', async (saw) => saw.instead('in parts', await takesLarge(mirror())))
  check('compression', 'agrees on permessage-deflate, but not for its mirror', async (saw) => {
    await talk({ url: server.url() }, { compression: { mode: 'required' } })
    saw.instead('without a subprotocol', `without a subprotocol agreed on; for lws-mirror-protocol ${await doesNotCompress(mirror())}`)
  })
  check('close', 'answers a close with its code', async (saw) => saw(await closesAsAsked(mirror())))
  check('closed', 'closes when its counter is told to', async (saw) => saw(await isClosed(counter(), 'closeme\n', { closeCode: 1001, reason: 'seeya' })))
  check('restart', 'is killed and started again under load', async (saw) => saw(await survivesRestart(mirror(), async () => {
    await server.kill()
    await server.start()
  }, sockets)))
  quirk('counts up, twenty times a second', async (saw) => {
    const { deck, id } = await talk(counter())
    const numbers = () => received(deck, id).map(Number)
    await until(() => numbers().length >= 5)
    expect(numbers().slice(0, 5)).toEqual([0, 1, 2, 3, 4])
    saw('the log has them in order')
  })
  quirk('drops who asks for a subprotocol that it does not have', async (saw) => {
    const deck = new Deck()
    const cause = await deck.cause(deck.open(server.url(), subprotocol('nobodys')))
    expect(['no-close-frame', 'reset']).toContain(cause.kind)
    saw(`${cause.kind}: “${describeCause(cause)}”`)
  })
})
