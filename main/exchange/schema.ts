/** Schema: what an AsyncAPI document says in another place, and which value a schema would have without anybody saying more. */
import { at, listAt, pairsAt, textAt } from './fields'

/** Follows `$ref` within the document; elsewhere there is nothing to follow. */
export type Resolve = (value: unknown) => unknown

export function resolver(document: unknown): Resolve {
  return (value) => {
    let here = value
    for (let hop = 0; hop < 10 && textAt(here, '$ref') !== ''; hop += 1) {
      const ref = textAt(here, '$ref')
      if (!ref.startsWith('#/')) return undefined
      here = at(document, ...ref.slice(2).split('/', 50).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')))
    }
    return here
  }
}

/** '' if it gives none. */
export function textAbout(about: unknown): string {
  const [example, [, named] = []] = [listAt(about, 'examples')[0], pairsAt(about, 'examples')[0]]
  return textAt(about, 'default') || textAt(about, 'const') || textAt(example) || textAt(named) || textAt(listAt(about, 'enum')[0])
}
