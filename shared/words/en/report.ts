/** Words of the report that a person saves for whoever is to find a fault. */
export const report = {
  title: 'Save report',
  about: 'What helps to find a fault in Sockdeck, in one file. Nothing is sent anywhere: you choose who gets it.',
  making: 'Gathering…',
  failed: 'The report could not be made',
  parts: 'What is in it',
  part: {
    about: { name: 'System', hint: 'Versions, processor, memory and screens' },
    settings: { name: 'Settings', hint: 'What is chosen; defaults by their names alone' },
    counts: { name: 'Counts', hint: 'How many profiles, sockets and captures, and in what state' },
    attempts: { name: 'Attempts to connect', hint: 'Steps, times and causes of the last ones' },
    processes: { name: 'Processes', hint: 'Memory and processor time of each' },
    diary: { name: 'Diary', hint: 'What Sockdeck noted of itself, such as errors' },
    diaryBefore: { name: 'Older diary', hint: 'The part before' },
  },
  notIn: 'Left out: messages, captures, secrets, and where your connections lead. Hosts are called host-1, host-2 and so on.',
  earlier: 'The end of it. {size} before that are in the file, too.',
  size: 'ZIP file, {size}',
  save: 'Save…',
  done: 'Report saved',
} as const
