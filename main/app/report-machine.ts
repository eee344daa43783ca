/** The machine in a report: versions, system, screens, and what each of our processes takes of memory and time. */
import os from 'node:os'
import type { App, Screen } from 'electron'
import type { Clock } from '../lib/clock'

/** Long enough for a figure of the processor's use that is more than noise, short enough to wait for a dialog. */
const sampleMs = 300

export interface ProcessFigures {
  /** Electron's word: Browser is main, Tab is a window's page. */
  kind: string
  service: string | null
  memoryKiB: number
  peakMemoryKiB: number
  cpuPercent: number
}

export interface Machine {
  about: Readonly<Record<string, unknown>>
  processes: ProcessFigures[]
}

export interface MachineOptions {
  app: App
  screen: Screen
  clock: Clock
}

export async function machineFacts({ app, screen, clock }: MachineOptions): Promise<Machine> {
  // The first reading begins the time that the second one is about.
  app.getAppMetrics()
  await clock.sleep(sampleMs)
  return { about: about(app, screen), processes: app.getAppMetrics().map(figures) }
}

function about(app: App, screen: Screen): Machine['about'] {
  const { electron, chrome, node, v8, openssl } = process.versions
  return {
    sockdeck: app.getVersion(),
    packaged: app.isPackaged,
    electron,
    chromium: chrome,
    node,
    v8,
    openssl,
    platform: process.platform,
    architecture: process.arch,
    system: `${os.type()} ${os.release()}`,
    desktop: process.env['XDG_CURRENT_DESKTOP'] ?? null,
    session: process.env['XDG_SESSION_TYPE'] ?? null,
    locale: app.getLocale(),
    cores: os.cpus().length,
    processor: os.cpus()[0]?.model ?? null,
    memoryMiB: mebibytes(os.totalmem()),
    freeMemoryMiB: mebibytes(os.freemem()),
    upSeconds: Math.round(process.uptime()),
    screens: screen.getAllDisplays().map(({ size, scaleFactor }) => ({ ...size, scaleFactor })),
    graphics: app.getGPUFeatureStatus(),
  }
}

function figures({ type, serviceName, memory, cpu }: ReturnType<App['getAppMetrics']>[number]): ProcessFigures {
  return {
    kind: type,
    service: serviceName ?? null,
    memoryKiB: memory.workingSetSize,
    peakMemoryKiB: memory.peakWorkingSetSize,
    cpuPercent: Math.round(cpu.percentCPUUsage * 10) / 10,
  }
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024)
}
