/** Finds the mode that a path asks for, or the words to refuse it with. */
import { clockMode } from './modes/clock'
import { echoMode } from './modes/echo'
import { floodMode } from './modes/flood'
import type { Bench, Mode, ModeKind, Refusal, Target } from './modes/mode'
import { roomMode } from './modes/room'

const modes: readonly ModeKind[] = [echoMode, roomMode, clockMode, floodMode]

const list = modes.map(({ usage: [path, does] }) => `  ${path}\n      ${does}\n`).join('')

/** `url` is the request target as it came (RFC 9112 §3.2); only the origin form has a mode. */
export function route(url: string, bench: Bench): Mode | Refusal {
  const target = parse(url)
  for (const mode of modes) {
    const found = mode.open(target, bench)
    if (found !== null) return found
  }
  return { status: 404, text: `This is Sockdeck's hub. Connect a WebSocket to one of:\n\n${list}` }
}

function parse(url: string): Target {
  const mark = url.indexOf('?')
  return mark < 0 ? { path: url, query: new URLSearchParams() } : { path: url.slice(0, mark), query: new URLSearchParams(url.slice(mark)) }
}
