/** Every bound that more than one room must know, with its unit and its reason; one room's own stands in that room. */

const KiB = 1024
const MiB = 1024 * KiB

export const limits = {
  /** Messages one socket may hold unsent by default: enough for a burst, small enough that a stall shows at once. */
  queueMessages: 256,
  /** Bytes one socket may hold unsent by default; `ws` itself has no bound (121 MiB were seen against a silent peer). */
  queueBytes: 8 * MiB,
  /** The most a profile may ask for: a bound on one socket, that a fleet of them can still add up. */
  queueMessagesMax: 65_536,
  queueBytesMax: 256 * MiB,
  /** Largest message composed in the app: it crosses IPC once and must fit the default send queue. */
  composedBytes: 8 * MiB,
  /** Largest message received by default; `ws` fails the connection with close code 1009 above it. */
  receiveBytes: 16 * MiB,
  receiveBytesMax: 100 * MiB,
  /** Received bytes waiting for the read loop before the socket is paused. */
  inboxBytes: 1 * MiB,
  /** Bytes kept for inflating compressed messages, whatever V8 does; and what all sockets together may inflate in a turn of the event loop (1–4 ms). */
  inflateBytes: 4 * MiB,
  inflateTurnBytes: 1 * MiB,
  /** Bytes that all sockets together may deliver in one turn of the event loop, each frame with an addition: some milliseconds of small ones. */
  readTurnBytes: 1 * MiB,
  /** How many paused sockets are read in the next turn: each brings a frame at least, often of 64 KiB. */
  readTurnSockets: 8,
  /** How long bytes may wait of which the peer takes none before it is told, and how often that is looked at. */
  writeStallMs: 15_000,
  writeLookMs: 1_000,
  /** Bytes written in one cork, and of one fragment: masking copies them (RFC 6455 §5.3), so a stalled peer costs its queue and this. */
  corkBytes: 1 * MiB,
  /** Bytes that are begun to be written to all sockets together in one turn of the event loop: some milliseconds of masking. */
  writeTurnBytes: 1 * MiB,
  /** Pongs given to a socket that it has not taken yet; and pings beyond them before their peer counts as flooding, more than one read can hold. */
  pendingPongs: 60,
  skippedPings: 50_000,
  /** Sockets on one deck: above it the machine's ports and the deck's use run out before the pool does. */
  connections: 5_000,
  /** Origins whose way to take reconnects is remembered although nobody waits for them. */
  quietGates: 500,
  /** How many sockets one "open ×N" may add. */
  openAtOnce: 1_000,
  /** Log entries wait in blocks of this size for the disk; a block is written as one chunk. */
  logBlockBytes: 1 * MiB,
  /** Bytes waiting for the disk at which sockets are paused, and below which they are read again. */
  logHighBytes: 24 * MiB,
  logLowBytes: 8 * MiB,
  /** The first byte of a block waits at most this long for others to be written with it: below what an eye sees, far below the 100 ms that a crash may cost. */
  logFlushMs: 15,
  /** Bytes of one segment file: the unit that retention lets go of. */
  segmentBytes: 64 * MiB,
  /** Captures kept, and bytes of all of them together, unless the person sets other bounds. */
  capturesKept: 20,
  captures: 1_000,
  captureMiB: 2 * 1024,
  captureMiBMax: 1024 * 1024,
  /** Rows picked by hand. */
  pickedRows: 10_000,
  markLength: 500,
  filterLength: 1_000,
  /** Filters kept under a name. */
  namedFilters: 50,
  /** An import file of HAR is one JSON text; a JavaScript string holds no more than 512 MiB. */
  harBytes: 256 * MiB,
  /** Bytes of a payload that a row may show. */
  previewBytes: 512,
  /** Rows asked for in one call: a 4K screen of the densest rows, twice over. */
  rowsPerCall: 400,
  /** Bytes of a payload in one IPC reply. */
  payloadWindowBytes: 1 * MiB,
  /** Open views of the log at once, so that a renderer can't leak them without end. */
  views: 16,
  /** Profiles, folders and their parts. */
  profiles: 10_000,
  folders: 1_000,
  headers: 100,
  headerBytes: 8 * KiB,
  tags: 20,
  /** Characters of a pasted PEM text: a chain of a dozen certificates. */
  pemBytes: 64 * KiB,
  /** A file of certificates or keys is read whole; the largest honest one is a bundle of all public authorities. */
  certificateFileBytes: 1 * MiB,
  /** A secret is encrypted and kept whole; the largest honest one is a PKCS #12 file. */
  secretCharacters: 256 * KiB,
  /** Secrets kept; as many as profiles with several each. */
  secrets: 50_000,
  /** Messages sent after an open live in the profile. */
  onOpenCharacters: 64 * KiB,
  /** Variables of one scope, environments, and characters of one value. */
  variables: 500,
  environments: 100,
  variableCharacters: 16 * KiB,
  /** Saved messages and their folders, and characters of one. */
  savedMessages: 2_000,
  messageFolders: 200,
  savedMessageCharacters: 1 * MiB,
  /** Of all of them together: written as JSON, a character may take six bytes, and a store file holds `storeBytes`. */
  savedCharacters: 8 * MiB,
  /** What was sent by hand: so many are kept, of together so many characters; of each the first so many it went to. */
  sentItems: 500,
  sentCharacters: 8 * MiB,
  sentTargets: 20,
  /** Longest pause from one socket to the next in a broadcast, and how long a first reply is waited for. */
  broadcastSpacingMs: 60_000,
  firstReplyMs: 30_000,
  /** Broadcasts whose results are kept. */
  broadcastsKept: 20,
  /** Schedules, and their shortest and longest pause. */
  schedules: 200,
  scheduleMinMs: 1,
  scheduleMaxMs: 24 * 3_600_000,
  /** Characters of the messages of all schedules: they travel with their states, several times a second. */
  scheduleCharacters: 4 * MiB,
  /** Payload of a control frame, RFC 6455 §5.5; a close frame's reason is two bytes shorter. */
  controlBytes: 125,
  savedDecks: 200,
  /** Longest pause from one socket to the next when many are opened. */
  rampMs: 60_000,
  /** Measurements kept of each connection: one a second for ten minutes, and as many round trips. */
  metricsSteps: 600,
  metricsRoundTrips: 600,
  /** Opens and losses kept of each connection, so many of either. */
  metricsMarks: 300,
  /** A picture or a table of figures that the page hands over to be saved. */
  savedFileBytes: 16 * MiB,
  /** Windows on one pool; each has views of its own. */
  windows: 8,
  /** Attempts of one connection that are kept to be looked at and compared. */
  attemptsKept: 20,
  /** Bytes of a refused upgrade's body that are kept. */
  refusalBodyBytes: 64 * KiB,
  /** Certificates of a chain that are shown. */
  certificatesShown: 10,
  /** Cookies of one jar; more than this is a server gone wild. */
  cookies: 500,
  /** One Set-Cookie header: browsers take 4 KiB of name and value, and 1 KiB of each attribute. */
  cookieCharacters: 8 * KiB,
  /** Answer of a token endpoint. */
  tokenAnswerBytes: 256 * KiB,
  nameLength: 120,
  urlLength: 8 * KiB,
  /** A `sockdeck:` link: its URL percent-encoded takes three characters for one, and Windows hands over 32 Ki at most. */
  linkCharacters: 32 * KiB,
  /** Links and files from outside that wait for a person's word; a file waits with its text, of at most `importBytes`. */
  openings: 20,
  /** Rows of each kind that are shown of a shared file: nobody reads more before importing. */
  openingRows: 200,
  /** An import file is read whole; nobody has a bigger one by honest means. */
  importBytes: 10 * MiB,
  /** Clients of the built-in hub, and the bound of each one's send queue before it is evicted. */
  hubClients: 1_100,
  hubQueueMessages: 1_024,
  hubQueueBytes: 16 * MiB,
  hubMessageBytes: 16 * MiB,
  /** Time a client has for its opening handshake with the hub. */
  hubHandshakeMs: 5_000,
  /** TCP connections to each address of the hub: the clients, and 10,000 that never finish a handshake before those shut clients out. */
  hubConnections: 12_000,
  /** Time for the closing handshake with a client before its socket is cut. */
  hubCloseMs: 1_000,
  /** From one ping to the next, and how many in a row may stay unanswered. */
  hubPingMs: 30_000,
  hubMissedPongs: 2,
  /** Messages taken from one client per turn of the event loop, so that those who get them have their turn too. */
  hubBatchMessages: 64,
  /** Messages below this many bytes are not worth compressing. */
  hubDeflateBytes: 1 * KiB,
  /** Characters of a client's path on the screen, and of a room's name. */
  hubPathLength: 200,
  hubRoomLength: 64,
  /** Milliseconds between two ticks of /clock. */
  hubTickMinMs: 10,
  hubTickMaxMs: 60_000,
  /** What /flood may be asked for: messages per second, bytes of one message, messages in all. */
  hubFloodRate: 1_000_000,
  hubFloodBytes: 1 * MiB,
  hubFloodCount: 1_000_000_000,
  /** The app's own diary on disk; as much again is kept of the one before. */
  diaryBytes: 1 * MiB,
  /** Of one line: an error's message may quote what a peer sent. */
  diaryLineCharacters: 4 * KiB,
  /** Of one file of a report, on the screen: it is read by eye, and from its end. */
  reportShownBytes: 64 * KiB,
  /** Sockets whose attempts a report tells of, and how many attempts of each. */
  reportSockets: 100,
  reportAttempts: 3,
  /** Last good copies of each store file. */
  generations: 3,
  /** Least age between the second copy and the one that would push it down, so that a burst of saves can't flush older copies out. */
  generationSpacingMs: 10 * 60_000,
  /** Damaged or foreign store files kept beside the good one, of each kind; the oldest goes first. */
  storeFilesKept: 5,
  /** A store file is read whole; 10,000 ordinary profiles take about 10 MiB. A bigger file is damage. */
  storeBytes: 64 * MiB,
  /** Nesting of a store or import file; the deepest that Sockdeck writes is 6. */
  jsonDepth: 32,
  /** How often state and log progress are published to the window, at most. */
  publishEveryMs: 50,
  /** How long a reply to a send waits for the socket to take the message before it says "queued". */
  sendReplyMs: 150,
  /** Connections in one event; the others follow in the next, so that 5,000 busy sockets can't flood the window. */
  snapshotsPerEvent: 500,
  /** Nesting of a call's payload; the deepest honest one is what a removed profile's rule for retries looks at (9). */
  callDepth: 9,
  /** Characters of a call's payload plus 8 for each value; the largest honest one is a composed message in hex. */
  callSize: 26 * MiB,
  /** Values in a call's payload; the largest honest one puts some thousands of removed profiles back. */
  callValues: 400_000,
  /** Calls a second on average, and at once: many times what a person and a scrolling list can cause. */
  callsPerSecond: 2_000,
  /** Outcomes of sends that one event carries; the rest follow in the next. */
  settledPerEvent: 2_000,
  /** Notices kept for a window that is opened later. */
  notices: 50,
  /** How long an unused secret is kept, for a profile that comes back by undo or from an older copy: a week. */
  unusedSecretMs: 7 * 24 * 3_600_000,
  /** Cookies of a folder are written down together after so long: a thousand handshakes make one write. */
  cookiesSavedMs: 1_000,
  /** How long folding a folder may wait for a save to go with, before it costs one of its own. */
  foldedMs: 10_000,
  /** How long the deck and the window's place must stay as they are before they are written down. */
  rememberMs: 500,
  /** How long quitting may wait for closing handshakes and the hub. */
  quitMs: 2_000,
  /** A sign of life that a socket is asked for when it may be dead must come within this: above any round trip; with a look, below two seconds. */
  probeMs: 1_400,
  /** Sockets that wait for their next attempt make it within this when the network is back: apart from each other, and there within 3 s. */
  hurryMs: 1_500,
  /** The longest delay of a reconnect that this machine had no ports, files or buffers for. */
  shortageMs: 2_000,
  /** A timer that comes later than this was held up with the whole process: so long is then given to what came meanwhile. */
  heldUpMs: 100,
  /** And so much more at most to a socket of a fleet that is not all read by then, and to an open or close where the process was stopped: a thousand pongs take some hundred milliseconds, on a slow machine seconds. */
  catchUpMs: 2_000,
  /** The same for one that is not read just when its time is over, without a hold-up: a dead peer of a busy fleet is found so much later. */
  passedOverMs: 500,
  /** An open is given up at its deadline, and a close at its limit, to the tenth of a second, unless the process was held up for longer than this: then it was stopped. */
  stoppedMs: 1_000,
  /** How often the clocks and the network's addresses are looked at, and how much more than that must have passed to be called a sleep. */
  wakeLookMs: 500,
  sleepGapMs: 5_000,
  /** A page that dies so often within this time is not loaded again without asking. */
  crashesInLoop: 3,
  crashLoopMs: 60_000,
  /** How long a page may hang, beyond the seconds after which Chromium says so, before the person is asked; and how long after "wait". */
  hangMs: 2_000,
  hangAgainMs: 30_000,
  /** Looking for a new version by itself: first when the start is long over, then once a day. */
  updateFirstMs: 15_000,
  updateEveryMs: 24 * 3_600_000,
  /** How long the answer of an update server is waited for, and how long a download may stand still. */
  updateLookMs: 30_000,
  updateStallMs: 60_000,
  /** How long installing may take before the app comes back as it was; macOS unpacks and checks the new one meanwhile. */
  updateInstallMs: 180_000,
  /** Characters of release notes that are kept: some pages, whatever a feed holds. */
  updateNotes: 32 * 1024,
} as const

/** The hub's usual port: SOCK on a telephone's keys. */
export const hubPort = 7625
