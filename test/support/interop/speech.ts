/** How something is said to a server so that it comes back: plainly, or in the words of its own protocol. */
import type { EncodedMessage } from '../../../shared/payload'
import { text } from '../engine'
import type { PlanAbout } from '../plan'

export interface Speech {
  /** What a connection of this name needs beside its URL. */
  about: (who: string) => PlanAbout
  say: (who: string, content: string) => EncodedMessage
  /** What came back to it, from all messages it got. */
  heard: (who: string, messages: readonly Buffer[]) => string[]
}

export const plain: Speech = {
  about: () => ({}),
  say: (_who, content) => text(content),
  heard: (_who, messages) => messages.map((message) => message.toString()),
}

const greeting = (bytes: Buffer) => ({ onOpen: { messages: [{ format: 'base64' as const, text: bytes.toString('base64'), enabled: true }] } })

/** MQTT 3.1.1 §2.2: a packet's type and flags, and its length in groups of seven bits. */
export function mqttPacket(first: number, ...parts: (Buffer | string)[]): Buffer {
  // §1.5.3: a string comes after its length.
  const encoded = (part: string) => Buffer.concat([Buffer.from([part.length >> 8, part.length & 0xff]), Buffer.from(part)])
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? encoded(part) : part)))
  const length: number[] = []
  for (let rest = body.length; ; rest >>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest)
    if (rest <= 127) break
  }
  return Buffer.concat([Buffer.from([first, ...length]), body])
}

/** The packets of a stream, however messages cut it. */
export function mqttPackets(stream: Buffer): [first: number, body: Buffer][] {
  const packets: [number, Buffer][] = []
  for (let at = 0; at < stream.length;) {
    const first = stream.readUInt8(at)
    let [length, shift] = [0, 0]
    let part = 128
    while (part > 127) {
      at += 1
      part = stream.readUInt8(at)
      length |= (part & 127) << shift
      shift += 7
    }
    packets.push([first, stream.subarray(at + 1, at + 1 + length)])
    at += 1 + length
  }
  return packets
}

export const mqttConnect = (who: string) => mqttPacket(0x10, 'MQTT', Buffer.from([4, 2, 0, 60]), who)
const published = 0x30

/** Subscribed to a topic of its own name, to which it publishes with QoS 0. */
export const mqtt: Speech = {
  about: (who) => ({
    request: { protocols: [{ name: 'mqtt', enabled: true }] },
    ...greeting(Buffer.concat([mqttConnect(who), mqttPacket(0x82, Buffer.from([0, 1]), who, Buffer.from([0]))])),
  }),
  say: (who, content) => ({ binary: true, bytes: mqttPacket(published, who, Buffer.from(content)) }),
  heard: (who, messages) => {
    const packets = mqttPackets(Buffer.concat(messages)).filter(([first]) => first === published)
    return packets.map(([, body]) => body.subarray(2 + who.length).toString())
  },
}

/** The text protocol of NATS in binary messages: subscribed to a subject of its own name, to which it publishes. */
export const nats: Speech = {
  about: (who) => greeting(Buffer.from(`CONNECT {"verbose":false}\r\nSUB ${who} 1\r\n`)),
  say: (who, content) => ({ binary: true, bytes: Buffer.from(`PUB ${who} ${Buffer.byteLength(content)}\r\n${content}\r\n`) }),
  heard: (who, messages) => {
    const contents: string[] = []
    let rest = Buffer.concat(messages)
    for (;;) {
      const begin = rest.indexOf(`MSG ${who} 1 `)
      const line = rest.indexOf('\r\n', begin)
      if (begin < 0 || line < 0) return contents
      const size = Number(rest.toString('latin1', begin, line).split(' ').at(-1))
      contents.push(rest.toString('utf8', line + 2, line + 2 + size))
      rest = rest.subarray(line + 2 + size)
    }
  },
}
