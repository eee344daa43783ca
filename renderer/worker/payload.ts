import { followLanguage, type Language } from '../../shared/words/words'
import { Analyst } from './analyst'
import type { Answered, Asked } from './protocol'

const analyst = new Analyst()
let asked: Language = 'en'
followLanguage(() => asked)

self.addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  self.postMessage(answer(data))
})

function answer({ id, name, question, language }: Asked): Answered {
  asked = language
  try {
    return { id, answer: analyst.answer(name, question) }
  } catch (error) {
    return { id, broken: error instanceof Error ? error.message : String(error) }
  }
}
