/** What a program under load is told (JSON, its first argument) and what it prints when it is done (JSON, one line). */

export interface Load {
  /** receive: until `messages` in all have come; broadcast: `rounds` times `burst` messages to each socket; connect: open all, then be idle. */
  kind: 'receive' | 'broadcast' | 'connect'
  url: string
  sockets: number
  messages: number
  rounds: number
  burst: number
  /** The text to broadcast. */
  text: string
}

/** By name: messages or rows a second, milliseconds, bytes. */
export type Figures = Record<string, number>

export function readArgument<T>(): T {
  return JSON.parse(process.argv[2] ?? '{}') as T
}

/** The last thing a program does: what still runs is cut. */
export function report(figures: Figures): void {
  process.stdout.write(`${JSON.stringify(figures)}\n`, () => process.exit(0))
}
