import { toast } from 'svelte-sonner'

interface Message {
  level: 'done' | 'error'
  title: string
  text: string
  action: { label: string; run: () => void } | null
}

/** What failed stays until it was read; what went well leaves by itself. */
export function showToast({ level, title, text, action }: Message): void {
  const show = level === 'error' ? toast.error : toast.success
  show(title, {
    duration: level === 'error' ? 12_000 : action === null ? 3_500 : 8_000,
    ...(text === '' ? {} : { description: text }),
    ...(action === null ? {} : { action: { label: action.label, onClick: () => action.run() } }),
  })
}
