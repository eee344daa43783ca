/** The program of a scan worker: answers each task that is posted to it. */
import { parentPort } from 'node:worker_threads'
import { Answerer, transfersOf } from './answer'
import type { Task } from './task'

const port = parentPort
if (port === null) throw new Error('This program runs as a worker thread')
const answerer = new Answerer()
port.on('message', (task: Task) => {
  const reply = answerer.answer(task)
  port.postMessage(reply, transfersOf(reply))
})
