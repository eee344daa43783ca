import { actionIds } from '../../shared/actions'
import { en } from '../../shared/words/en'
import { t } from '../../shared/words/words'
import { dateTime } from '../format/capture'
import { plainLine } from '../format/text'
import type { PaletteItem } from './palette.svelte'
import type { Workbench } from './workbench.svelte'

/** Letters of a name or an address that are shown and searched. */
const most = 160

type Parts = Pick<
  Workbench,
  'commands' | 'shortcuts' | 'profiles' | 'launcher' | 'editor' | 'messages' | 'captures' | 'desk' | 'decks' | 'environments' | 'notices'
>
type Run = (work: Promise<unknown>) => void

/** All that the palette offers, as things are now. */
export function paletteItems(parts: Parts): PaletteItem[] {
  const run: Run = (work) => void work.catch((error: unknown) => parts.notices.fail(error))
  return [...actions(parts), ...profiles(parts, run), ...messages(parts, run), ...captures(parts, run), ...decks(parts, run), ...environments(parts, run)]
}

function line(text: string): string {
  return plainLine(text.slice(0, most))
}

/** Those that something listens for; the palette itself is open already. In any language they are found by their English names, too. */
function actions({ commands, shortcuts }: Parts): PaletteItem[] {
  return actionIds
    .filter((id) => id !== 'show-palette' && commands.knows(id))
    .map((id) => ({ id: `action:${id}`, kind: 'action', text: t(`actions.${id}`), note: '', also: en.actions[id], keys: shortcuts.keys(id), run: () => commands.run(id), second: null }))
}

function profiles({ profiles: { book }, launcher, editor }: Parts, run: Run): PaletteItem[] {
  const label = t('common.edit')
  return book.profiles.map((profile) => ({
    id: `profile:${profile.id}`,
    kind: 'profile',
    text: line(profile.name || profile.url),
    note: line(profile.url),
    keys: null,
    run: () => run(launcher.connect(profile.id)),
    second: { label, run: () => editor.edit(profile) },
  }))
}

function messages({ messages: saved, commands }: Parts, run: Run): PaletteItem[] {
  const label = t('palette.write')
  return saved.book.messages.map((message) => ({
    id: `message:${message.id}`,
    kind: 'message',
    text: line(message.name),
    note: line(message.text),
    keys: message.shortcut,
    run: () => run(saved.send(message)),
    second: {
      label,
      run: () => {
        saved.take(message)
        commands.run('focus-composer')
      },
    },
  }))
}

function captures({ captures: list, desk, commands }: Parts, run: Run): PaletteItem[] {
  return list.all.map(({ id, name, startedAt, live }) => ({
    id: `capture:${id}`,
    kind: 'capture',
    text: line(name || dateTime(startedAt)),
    note: live ? t('palette.live') : name === '' ? '' : dateTime(startedAt),
    keys: null,
    run: () => {
      desk.stage = { kind: 'log' }
      run(list.show(id).then(() => commands.run('focus-log')))
    },
    second: null,
  }))
}

/** Beside what is open; what would end open sockets is the second choice. */
function decks({ decks: saved, notices }: Parts, run: Run): PaletteItem[] {
  const open = async (deck: (typeof saved.list)[number], replace: boolean) => {
    const missing = await saved.open(deck, replace)
    if (missing > 0) notices.done(t('palette.missing', { count: missing }))
  }
  const beside = saved.live > 0
  return saved.list.map((deck) => ({
    id: `deck:${deck.id}`,
    kind: 'deck',
    text: line(deck.name),
    note: t('common.sockets', { count: deck.items.reduce((sum, { count }) => sum + count, 0) }),
    keys: null,
    run: () => run(open(deck, !beside)),
    second: beside ? { label: t('palette.replace'), run: () => run(open(deck, true)) } : null,
  }))
}

function environments({ environments: { saved }, environments: rooms }: Parts, run: Run): PaletteItem[] {
  if (saved.environments.length === 0) return []
  const choices = [...saved.environments, { id: null, name: t('palette.noEnvironment') }]
  return choices.map(({ id, name }) => ({
    id: `environment:${id ?? ''}`,
    kind: 'environment',
    text: line(name),
    note: id === saved.chosenId ? t('palette.inUse') : '',
    keys: null,
    run: () => run(rooms.choose(id)),
    second: null,
  }))
}
