/** Canvas knows no custom properties: reads a token as the theme has it now, by an element that is coloured with it. */
export function tokenColors(home: HTMLElement): (token: string) => string {
  const known = new Map<string, string>()
  return (token) => {
    if (token === 'font') return getComputedStyle(home).fontFamily
    const before = known.get(token)
    if (before !== undefined) return before
    const probe = document.createElement('span')
    probe.style.color = `var(${token})`
    home.append(probe)
    const { color } = getComputedStyle(probe)
    probe.remove()
    known.set(token, color)
    return color
  }
}

/** Calls back when the system's or the person's theme changed; returns the way to stop. */
export function onThemeChange(changed: () => void): () => void {
  const queries = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)'].map((query) => matchMedia(query))
  for (const query of queries) query.addEventListener('change', changed)
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  return () => {
    for (const query of queries) query.removeEventListener('change', changed)
    observer.disconnect()
  }
}
