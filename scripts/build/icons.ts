/** Icons: each becomes a template of its own, which the page only has to copy; the library builds every one from data, element by element. */
import type { Plugin } from 'vite'

interface IconData {
  name: string
  size: number
  aliases?: string[]
  node: [tag: string, attributes: Record<string, string>][]
}

export function icons(): Plugin {
  return {
    name: 'sockdeck:icons',
    enforce: 'pre',
    transform: {
      filter: { id: /@lucide[\\/]svelte[\\/]dist[\\/]icons[\\/][\w-]+\.svelte$/ },
      handler(source, id) {
        const data = /const iconData = (\{.*\});/.exec(source)?.[1]
        if (data === undefined) throw new Error(`${id} is not written as the other icons are`)
        return { code: component(JSON.parse(data) as IconData), map: null }
      },
    },
  }
}

function component({ name, size, aliases = [], node }: IconData): string {
  const shapes = node.map(([tag, attributes]) => `<${tag} ${Object.entries(attributes).map(([key, value]) => `${key}="${value}"`).join(' ')} />`)
  const classes = ['lucide', 'lucide-icon', ...[name, ...aliases].map((each) => `lucide-${each}`)].join(' ')
  return `<script lang="ts">
  let { size = ${size}, strokeWidth = 2 } = $props()
</script>

<svg xmlns="http://www.w3.org/2000/svg" width={size} height={size} viewBox="0 0 ${size} ${size}" fill="none" stroke="currentColor" stroke-width={strokeWidth} stroke-linecap="round" stroke-linejoin="round" class="${classes}" aria-hidden="true">${shapes.join('')}</svg>
`
}
