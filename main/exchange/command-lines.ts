/** Command lines: finds the tools that Sockdeck knows among what was pasted, and has each line read by its own. */
import { AppError } from '../../shared/errors'
import type { Found } from '../../shared/exchange'
import { t } from '../../shared/words/words'
import { cmdCommandsOf, looksLikeCmd } from './cmd-words'
import { readCurl } from './curl'
import { clipped, type Draft } from './draft'
import { foundOf } from './found'
import { readWebsocat } from './websocat'
import { commandsOf } from './words'
import { readWscat } from './wscat'
import { readWsrepl } from './wsrepl'

const tools = { curl: readCurl, wscat: readWscat, websocat: readWebsocat, wsrepl: readWsrepl } as const
type Tool = keyof typeof tools

const beginning = /^[ \t]*(?:[$%>#] +)?(?:(?:sudo|time|exec|command|env|winpty|npx|bunx|pnpx|echo|printf)\b[^\n]{0,200}?[ \t|])?(?:[^\s'"]{0,200}[\\/])?(?:curl|wscat|websocat[0-9.]*|wsrepl)(?:\.exe|\.cmd|@[\w.-]+)?(?:[ \t\r]|\\?$)/im

/** Characters: hundreds of long commands. Cutting words takes about a second per MiB, during which nothing else happens. */
const mostCharacters = 256 * 1024

/** Command lines stand near the beginning of what is pasted. */
export function looksLikeCommands(text: string): boolean {
  return beginning.test(text.slice(0, 64 * 1024))
}

/** Throws AppError import-too-large. */
export function readCommands(text: string): Found {
  if (text.length > mostCharacters) throw new AppError('import-too-large', t('errors.exchange.longCommands', { most: mostCharacters / 1024 }))
  const commands = looksLikeCmd(text) ? cmdCommandsOf(text) : commandsOf(withoutPowerShellBreaks(text))
  const drafts: Draft[] = []
  const left: string[] = []
  let format: Tool | null = null
  for (const command of commands) {
    const start = startOf(command.words)
    const tool = toolOf(command.words[start] ?? '')
    if (tool === null) {
      if (left.length < 100) left.push(t('main.left.notCommand', { command: clipped(command.words[start] ?? '', 30) }))
      continue
    }
    format ??= tool
    for (const draft of tools[tool](command.words.slice(start + 1))) {
      command.left.forEach((words) => draft.leave(words))
      if (command.words.slice(0, start).some((word) => /^\w+=/.test(word))) draft.leave(t('main.left.assigned'))
      drafts.push(draft)
    }
  }
  return foundOf({ format: format ?? 'curl', drafts, left: [...new Set(left)] })
}

/** PowerShell ends a line that goes on with a backtick. */
function withoutPowerShellBreaks(text: string): string {
  return text.replace(/[ \t]`\r?\n/g, ' ')
}

/** Passes over a copied prompt, variables and what runs another command. */
function startOf(words: readonly string[]): number {
  let at = 0
  let runner = false
  for (; at < words.length - 1; at += 1) {
    const word = words[at] ?? ''
    const passes = /^(?:sudo|time|exec|command|env|winpty|npx|bunx|pnpx)$/.test(word)
    if (!passes && !/^[$%>]$/.test(word) && !/^[A-Za-z_]\w*=/.test(word) && !(runner && /^-{1,2}\w/.test(word))) break
    runner ||= passes
  }
  return at
}

function toolOf(word: string): Tool | null {
  const name = (word.split(/[\\/]/).at(-1) ?? '').toLowerCase().replace(/\.(?:exe|cmd)$/, '').replace(/@[\w.-]+$/, '').replace(/^websocat[0-9.]+$/, 'websocat')
  return Object.hasOwn(tools, name) ? (name as Tool) : null
}
