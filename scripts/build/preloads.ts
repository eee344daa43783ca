/** Preloads: what the window begins with is named in the HTML, so that it is fetched all at once and not as each file names the next. */
import type { HtmlTagDescriptor, Plugin, Rolldown } from 'vite'

/** Faces of the first screen; it is laid out once if they are there by then. */
const fonts = /(?:inter|jetbrains-mono)-latin-wght-normal-[\w-]+\.woff2$/

export function preloads(): Plugin {
  return {
    name: 'sockdeck:preloads',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle, chunk }) {
        if (bundle === undefined || chunk === undefined) return []
        const needed = closure(chunk.fileName, bundle).flatMap(({ dynamicImports }) => dynamicImports.flatMap((name) => closure(name, bundle)))
        const styles = needed.flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])])
        const files = Object.keys(bundle).filter((name) => fonts.test(name))
        const tags = [
          ...styles.map((name) => link(name, { rel: 'stylesheet' })),
          ...needed.map(({ fileName }) => link(fileName, { rel: 'preload', as: 'script' })),
          ...files.map((name) => link(name, { rel: 'preload', as: 'font', type: 'font/woff2' })),
        ]
        const named = new Set<unknown>()
        return tags.filter(({ attrs }) => {
          const href = attrs?.['href']
          if (named.has(href) || html.includes(`"${String(href)}"`)) return false
          named.add(href)
          return true
        })
      },
    },
  }
}

/** A chunk and all that it can't begin without. */
function closure(name: string, bundle: Rolldown.OutputBundle, seen = new Set<string>()): Rolldown.OutputChunk[] {
  const file = bundle[name]
  if (file?.type !== 'chunk' || seen.has(name)) return []
  seen.add(name)
  return [...file.imports.flatMap((each) => closure(each, bundle, seen)), file]
}

function link(name: string, attrs: Record<string, string>): HtmlTagDescriptor {
  return { tag: 'link', attrs: { ...attrs, crossorigin: true, href: `./${name}` }, injectTo: 'head' }
}
