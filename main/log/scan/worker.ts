/** The program of a scan worker: answers each task that is posted to it. */
import { parentPort } from 'node:worker_threads'
import { followLanguage } from '../../../shared/words/words'
import { Answerer, transfersOf } from './answer'
import type { Asked } from './task'

const port = parentPort
if (port === null) throw new Error('This program runs as a worker thread')
const answerer = new Answerer()
port.on('message', (task: Asked) => {
  followLanguage(() => task.language)
  const reply = answerer.answer(task)
  port.postMessage(reply, transfersOf(reply))
})
