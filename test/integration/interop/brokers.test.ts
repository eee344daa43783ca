import { writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import path from 'node:path'
import { expect } from 'vitest'
import { describeCause } from '../../../shared/cause'
import { Deck } from '../../support/live-deck'
import { closeFrame, rawServer } from '../../support/raw-server'
import { until } from '../../support/until'
import { answersPings, closesAsAsked, comesBack, compresses, connects, doesNotCompress, received, refusesLarge, takesLarge, talk } from '../../support/interop/checks'
import { survivesRestart } from '../../support/interop/restart'
import { serving } from '../../support/interop/serving'
import { mqtt, mqttConnect, mqttPacket, mqttPackets, nats } from '../../support/interop/speech'

const mebibyte = 1024 * 1024
const mqttProtocol = { request: { protocols: [{ name: 'mqtt', enabled: true }] } }

serving({
  name: 'mosquitto', role: 'MQTT 3.1.1 broker', packages: ['mosquitto'], needs: ['mosquitto'],
  layout: ({ folder, port, spare }) => {
    // Some versions do not start with nothing but a WebSocket listener.
    const lines = [`listener ${port} lo`, 'protocol websockets', `listener ${spare} 127.0.0.1`, 'allow_anonymous true', 'persistence false', 'user root']
    writeFileSync(path.join(folder, 'mosquitto.conf'), lines.join('\n'))
    return { command: 'mosquitto', args: ['-c', path.join(folder, 'mosquitto.conf')] }
  },
}, ({ server, check, quirk }) => {
  const line = () => ({ url: server.url(), speech: mqtt })
  check('connect', 'opens for subprotocol mqtt, and answers CONNECT with CONNACK', async (saw) => {
    const deck = new Deck()
    const id = await deck.opened(server.url(), mqttProtocol)
    deck.pool.send(id, { binary: true, bytes: mqttConnect('someone') })
    const [first] = await until(() => { const [packet] = mqttPackets(Buffer.concat(received(deck, id))); return packet })
    expect(first).toBe(0x20)
    saw(`${await connects(line())} · CONNACK \`${received(deck, id)[0]?.toString('hex')}\``)
  })
  check('echo', 'brings back what is published to a topic', async (saw) => saw(await comesBack(line())))
  check('ping', 'answers pings', async (saw) => saw(await answersPings(line())))
  check('large', 'takes 1 MiB, and is slow with what it sends', async (saw) => {
    const { deck, id } = await talk(line())
    // With QoS 1, to which it answers with PUBACK.
    deck.pool.send(id, { binary: true, bytes: mqttPacket(0x32, 'nobody', Buffer.from([0, 1]), Buffer.alloc(mebibyte)) })
    await until(() => mqttPackets(Buffer.concat(received(deck, id))).some(([first]) => first === 0x40), 'it has taken it')
    saw.instead('1 MiB in only', `1 MiB was taken (PUBACK); ${await takesLarge(line(), 16_384)}, more at 4 KiB each 100 ms in Debian 12`)
  })
  check('compression', 'does not compress', async (saw) => saw.instead('none', await doesNotCompress(line())))
  check('close', 'answers a close', async (saw) => saw(await closesAsAsked(line())))
  check('closed', 'cuts who breaks MQTT', async (saw) => {
    const { deck, id } = await talk(line())
    deck.pool.send(id, { binary: true, bytes: mqttPacket(0xf0) })
    const cause = await deck.cause(id)
    const words = `“${describeCause(cause)}”`
    if (cause.kind === 'close-frame') return saw(words)
    expect(['no-close-frame', 'reset']).toContain(cause.kind)
    saw.instead('no close frame', words)
  })
  check('restart', 'is killed and started again under load', async (saw) => saw(await survivesRestart(line(), async () => {
    await server.kill()
    await server.start()
  })))
  quirk('opens without a subprotocol for who asks for none, and drops who asks for one it does not know', async (saw) => {
    const deck = new Deck()
    const bare = await deck.opened(server.url())
    expect((await deck.reaches(bare, 'open')).protocol).toBe('')
    const id = deck.open(server.url(), { request: { protocols: [{ name: 'stomp', enabled: true }] } })
    const cause = await deck.cause(id)
    expect(cause).toMatchObject({ phase: 'http', kind: 'no-close-frame' })
    saw(`asked for stomp: “${describeCause(cause)}”`)
  })
  quirk('says DISCONNECT by closing', async (saw) => {
    const { deck, id } = await talk(line())
    deck.pool.send(id, { binary: true, bytes: mqttPacket(0xe0) })
    saw(`“${describeCause(await deck.cause(id))}”`)
  })
})

serving({
  name: 'nats-server', role: 'broker with a text protocol in binary messages', packages: ['nats-server'], needs: ['nats-server'],
  layout: ({ folder, port, spare }) => {
    writeFileSync(path.join(folder, 'nats.conf'), `host: 127.0.0.1\nport: ${spare}\nwebsocket { host: 127.0.0.1, port: ${port}, no_tls: true, compression: true }\n`)
    return { command: 'nats-server', args: ['-c', path.join(folder, 'nats.conf')] }
  },
}, ({ server, check, quirk }) => {
  const line = () => ({ url: server.url(), speech: nats })
  check('connect', 'opens and greets with INFO in a binary message', async (saw) => {
    const deck = new Deck()
    const id = await deck.opened(server.url())
    await until(() => received(deck, id).length > 0, 'it greets')
    expect(deck.frames(id)[0]?.[0]).toBe('in binary')
    expect(received(deck, id)[0]?.toString()).toMatch(/^INFO \{.*\} ?\r\n$/s)
    saw(`${await connects(line())} · \`INFO {…}\` in a binary message`)
  })
  check('echo', 'brings back what is published to a subject, and PONG for PING', async (saw) => {
    const deck = new Deck()
    const id = await deck.opened(server.url(), nats.about('someone'))
    deck.pool.send(id, { binary: false, bytes: Buffer.from('PING\r\n') })
    await until(() => Buffer.concat(received(deck, id)).includes('PONG\r\n'), 'PONG came')
    saw(`${await comesBack(line())}; PONG to a PING that was sent as text`)
  })
  check('ping', 'answers pings', async (saw) => saw(await answersPings(line())))
  check('large', 'takes 1 MiB, and closes above max_payload', async (saw) => {
    const took = await takesLarge(line())
    saw(`${took}; 16 bytes more: “${await refusesLarge(line(), mebibyte + 16)}”`)
  })
  check('compression', 'agrees on permessage-deflate', async (saw) => {
    saw(await compresses(line()))
  })
  check('close', 'answers a close', async (saw) => saw(await closesAsAsked(line())))
  check('closed', 'closes who breaks its protocol', async (saw) => {
    const deck = new Deck()
    const id = await deck.opened(server.url())
    deck.pool.send(id, { binary: false, bytes: Buffer.from('nonsense\r\n') })
    const cause = await deck.cause(id)
    expect(cause).toMatchObject({ kind: 'close-frame', closeCode: 1002, wasClean: true })
    expect(Buffer.concat(received(deck, id)).toString()).toContain("-ERR 'Unknown Protocol Operation'")
    saw(`“${describeCause(cause)}”, after \`-ERR 'Unknown Protocol Operation'\``)
  })
  check('restart', 'is killed and started again under load', async (saw) => saw(await survivesRestart(line(), async () => {
    await server.kill()
    await server.start()
  })))
  quirk('chooses no subprotocol, whatever it is asked for', async (saw) => {
    const deck = new Deck()
    const cause = await deck.cause(deck.open(server.url(), { request: { protocols: [{ name: 'nats', enabled: true }] } }))
    expect(cause.kind).toBe('subprotocol-missing')
    saw(`asked for nats: “${describeCause(cause)}”`)
  })
  quirk('puts a reserved code on the wire for a close without one', async (saw) => {
    const deck = new Deck()
    // Sockdeck always gives a code: what stands between them says it in its name.
    let towards: Socket | null = null
    const between = await rawServer((socket) => {
      const upstream = connect(server.port, '127.0.0.1')
      upstream.on('error', () => socket.destroy())
      socket.pipe(upstream).pipe(socket)
      towards = upstream
    })
    const id = await deck.opened(between.url)
    await until(() => received(deck, id).length > 0, 'it greets')
    const emptyClose = Buffer.from([closeFrame, 0x80, 0, 0, 0, 0])
    ;(towards as Socket | null)?.write(emptyClose)
    const cause = await deck.cause(id)
    const [wire] = received(deck, id, ['close'])
    // 2.9 answers with 1005, which must never be sent (RFC 6455 §7.4.1).
    const reserved = wire !== undefined && wire.length >= 2 && [1005, 1006].includes(wire.readUInt16BE(0))
    expect(cause.kind).toBe(reserved ? 'reserved-close-code' : 'close-frame')
    saw(`\`${wire?.toString('hex')}\` came: “${describeCause(cause)}”`)
  })
})
