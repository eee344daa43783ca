/** Words of the window itself. */
export const app = {
  sidebarWidth: 'Width of the sidebar',
  deckHeight: 'Height of the deck',
  composerHeight: 'Height of the composer',
  inspectorWidth: 'Width of the inspector',
  messagesWidth: 'Width of the saved messages',
  tooManyWindows: 'At most {most} windows can be open',
  placeUnsaved: 'The window’s place was not saved',
  crash: {
    again: 'This window crashed several times in a row',
    goesOn_one: '{count, number} socket stays connected, and recording goes on.',
    goesOn_other: '{count, number} sockets stay connected, and recording goes on.',
    reload: 'Reload the window',
    revived: 'The window crashed and was opened again',
    revivedText: 'Sockets and recording went on meanwhile.',
  },
  hang: {
    question: 'This window does not respond',
    wait: 'Wait',
  },
  quit: {
    question_one: 'Quit and close {count, number} connection?',
    question_other: 'Quit and close {count, number} connections?',
    questionSchedules_one: 'Quit and stop {count, number} schedule?',
    questionSchedules_other: 'Quit and stop {count, number} schedules?',
    schedules_one: '{count, number} schedule is running and will stop.',
    schedules_other: '{count, number} schedules are running and will stop.',
    dontAsk: 'Don’t ask again',
    yes: 'Quit',
    failed: 'Sockdeck could not ask before quitting',
    unsaved: 'Sockdeck will ask again: the choice was not saved',
  },
} as const
