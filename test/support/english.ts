/** Before each test file: files share a process, and the one before may have left another language behind. */
import { followLanguage } from '../../shared/words/words'

followLanguage(() => 'en')
