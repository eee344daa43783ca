/** Which of the product's languages a system speaks. */
import type { Language } from './words'

/** `preferred` as the system lists them, best first, such as zh-Hans-CN; traditional Chinese is not simplified Chinese. */
export function systemLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    if (/^en\b/i.test(tag)) return 'en'
    // The script counts before the region: zh-Hans-HK is simplified.
    if (/^zh\b(?!-(?:hant|tw|hk|mo)\b)/i.test(tag)) return 'zh-CN'
  }
  return 'en'
}
