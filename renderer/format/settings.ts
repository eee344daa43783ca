import { wordsOf } from '../../shared/words/words'

export const themeWords = wordsOf({ system: 'settings.theme.system', light: 'settings.theme.light', dark: 'settings.theme.dark', contrast: 'settings.theme.contrast' })

/** Each language in itself, whatever the others are in. */
export const languageNames = { en: 'English', 'zh-CN': '简体中文' } as const

/** The sections of the settings, in their order. */
export const sections = ['look', 'language', 'behaviour', 'keeping', 'defaults', 'about'] as const
export type Section = (typeof sections)[number]
export const sectionWords = wordsOf({
  look: 'settings.section.look',
  language: 'settings.section.language',
  behaviour: 'settings.section.behaviour',
  keeping: 'settings.section.keeping',
  defaults: 'settings.section.defaults',
  about: 'settings.section.about',
})
