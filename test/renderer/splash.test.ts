import { expect, test } from 'vitest'
import { labels } from '../../renderer/splash'
import { en } from '../../shared/words/en'
import { zhCN } from '../../shared/words/zh-CN'

test('the first frame calls its text field as the composer does, in each language', () => {
  expect(labels).toEqual({ 'en': en.composer.message, 'zh-CN': zhCN().composer.message })
})
