import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { fileDialogs } from '../../../main/app/dialogs'
import { buildEngine, stopEngine, type Engine } from '../../../main/app/engine'
import { answer, type AnswerContext, type Handlers } from '../../../main/ipc/answer'
import { CallRate } from '../../../main/ipc/rate'
import { systemClock as clock } from '../../../main/lib/clock'
import { silentLogger, type Logger } from '../../../main/lib/logger'
import { newProfile } from '../../../shared/profile'
import { followLanguage, t, type Language } from '../../../shared/words/words'
import { tempDir } from '../../support/disk'
import { workers } from '../../support/workers'

const page = 'app://bundle/index.html'

function build({ dir = tempDir(), systemLanguage = 'en', logger = silentLogger }: { dir?: string; systemLanguage?: Language; logger?: Logger } = {}): Engine {
  const engine = buildEngine({ dir, clock, random: () => 0, logger, workers, systemLanguage })
  onTestFinished(() => stopEngine(engine, clock, silentLogger))
  return engine
}

async function refusal({ profiles }: Engine, command: string, payload: unknown): Promise<string> {
  const handlers: Partial<Handlers> = { 'profiles.duplicate': ({ id }) => profiles.duplicate(id), 'profiles.save': ({ profile }) => profiles.save(profile) }
  const context: AnswerContext = { handlers: handlers as Handlers, page, rate: new CallRate(clock), logger: silentLogger }
  const reply = await answer({ sender: { url: page, isMainFrame: true, hasParent: false }, request: { command, payload } }, context)
  return reply.ok ? 'taken' : reply.error.message
}

afterEach(() => followLanguage(() => 'en'))

describe('what main says', () => {
  it('is in the language of the settings, from one moment to the next', async () => {
    const engine = build()
    expect(await refusal(engine, 'profiles.duplicate', { id: 'gone' })).toBe('This profile was deleted in the meantime')
    engine.settings.patch({ language: 'zh-CN' })
    expect(await refusal(engine, 'profiles.duplicate', { id: 'gone' })).toBe('此配置已在此期间被删除')
    expect(await refusal(engine, 'profiles.save', { profile: newProfile('p', { url: 'wss://' }) })).toBe('这不是有效的 URL：请检查主机和端口')
    expect(await refusal(engine, 'nothing', {})).toBe('没有这个命令')
    engine.settings.patch({ language: 'en' })
    expect(await refusal(engine, 'nothing', {})).toBe('There is no such command')
  })

  it('is in the system’s language until one is chosen, from the first notice on', () => {
    const dir = tempDir()
    for (const name of ['settings', 'profiles']) writeFileSync(path.join(dir, `${name}.json`), '{"version":')
    const told: string[] = []
    const engine = build({ dir, systemLanguage: 'zh-CN', logger: { ...silentLogger, warn: (text) => void told.push(text) } })
    expect(engine.notices.list.map(({ title }) => title)).toEqual(['无法读取设置', '无法读取配置'])
    expect(engine.notices.list[1]?.text).toMatch(/^profiles\.json 已损坏（不是 JSON，在第 1 行第 12 列过早结束），且没有完好的副本。Sockdeck 将以空的配置启动。损坏的文件已保留为 /)
    expect(told.join('\n')).toMatch(/Settings could not be read.*\n.*Profiles could not be read/)
  })

  it('is English in the diary, and the person’s language in the notice', () => {
    const told: string[] = []
    const engine = build({ systemLanguage: 'zh-CN', logger: { ...silentLogger, error: (text) => void told.push(text) } })
    engine.report(() => t('main.notice.hubTitle'), null)
    expect(engine.notices.list.at(-1)).toMatchObject({ title: '内置 Hub 未能启动', text: 'Sockdeck 内部出错' })
    expect(told).toEqual(['The built-in hub did not start'])
  })

  it('stands in the titles of dialogs as they open', async () => {
    const engine = build()
    const titles: (string | undefined)[] = []
    const showOpenDialog = (options: Electron.OpenDialogOptions) => {
      titles.push(options.title, options.filters?.at(-1)?.name)
      return Promise.resolve({ canceled: true, filePaths: [] })
    }
    const dialogs = fileDialogs({ dialog: { showOpenDialog } as unknown as Electron.Dialog, shell: {} as Electron.Shell, parent: () => null })
    await dialogs.chooseImport()
    engine.settings.patch({ language: 'zh-CN' })
    await dialogs.chooseImport()
    expect(titles).toEqual(['Import log', 'All files', '导入日志', '所有文件'])
  })
})
