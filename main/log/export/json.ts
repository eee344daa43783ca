/** JSON: one object with the header's members and all entries. */
import type { Format, FormatContext } from './format'
import { headOf, ObjectWriter } from './object'

export function json(context: FormatContext): Format {
  const objects = new ObjectWriter(context)
  let separator = '\n'
  return {
    begin: () => context.out.text(`${headOf(context)},"entries":[`),
    entry: (entry) => {
      context.out.text(separator)
      separator = ',\n'
      objects.write(entry, '')
    },
    end: () => context.out.text('\n]}\n'),
  }
}
