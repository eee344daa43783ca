import { Analyst } from './analyst'
import type { Answered, Asked } from './protocol'

const analyst = new Analyst()

self.addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  self.postMessage(answer(data))
})

function answer({ id, name, question }: Asked): Answered {
  try {
    return { id, answer: analyst.answer(name, question) }
  } catch (error) {
    return { id, broken: error instanceof Error ? error.message : String(error) }
  }
}
