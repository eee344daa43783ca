/** NDJSON: a header, then one object a line for each entry; the format that an import reads back without loss. */
import type { Format, FormatContext } from './format'
import { headOf, ObjectWriter } from './object'

export function ndjson(context: FormatContext): Format {
  const objects = new ObjectWriter(context)
  return {
    begin: () => context.out.text(`${headOf(context)}}\n`),
    entry: (entry) => objects.write(entry, '\n'),
    end: () => {
      // Every line is whole already.
    },
  }
}
