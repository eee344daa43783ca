/** A process that saves one book after the other until it fails or is killed; it says so, one line each. */
import { bookOf, openBook } from './book-store'

const [dir = '', count = '1', growth = '0'] = process.argv.slice(2)
const store = openBook(dir)
const say = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`)

try {
  for (let turn = 1; ; turn += 1) {
    store.save(bookOf(turn, Number(count) + turn * Number(growth)))
    say({ saved: turn })
  }
} catch (error) {
  say({ failed: error instanceof Error && 'code' in error ? error.code : null, message: String(error), count: store.value.profiles.length })
}
