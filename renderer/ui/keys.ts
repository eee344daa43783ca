const onMac: Record<string, string> = { Mod: '⌘', Alt: '⌥', Shift: '⇧' }

/** The signs of a shortcut such as `Mod+Enter`, one for each key, as the keyboard shows them. */
export function keySigns(keys: string, mac: boolean): string[] {
  const signs: Record<string, string> = { Mod: 'Ctrl', Enter: '↵', Up: '↑', Down: '↓', ...(mac ? onMac : {}) }
  return keys.split('+').map((key) => signs[key] ?? key)
}
