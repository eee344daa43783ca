/** Words of the settings, in Simplified Chinese. */
import type { settings as source } from '../en/settings'
import type { Translation } from '../types'

export const settings: Translation<typeof source> = {
  title: '设置',
  find: '搜索设置',
  nothing: '没有与“{query}”相符的设置',
  nothingHint: '换个词试试，例如：主题、字体、退出。',
  section: { look: '外观', language: '语言', behaviour: '行为', keeping: '记录', defaults: '连接', about: '关于' },
  theme: { label: '主题', hint: '高对比度使用醒目的边框，没有浅色文字。', system: '跟随系统', light: '浅色', dark: '深色', contrast: '高对比度' },
  density: { label: '密度', hint: '紧凑模式在同一屏幕上显示更多行。', comfortable: '舒适', compact: '紧凑' },
  font: { label: '消息字体', hint: '已安装的等宽字体名称。留空则使用 JetBrains Mono。', sample: '[1, "ok"] 0O 1lI ≠ -> 消息' },
  motion: { label: '动画', hint: '“减少”会停用动画，即使系统没有要求。', system: '跟随系统', reduced: '减少' },
  language: { label: '语言', hint: '立即切换，菜单也一样。', system: '跟随系统' },
  quit: { label: '退出前询问', hint: '仅在有打开的连接或正在运行的定时任务时。' },
  updates: { label: '检查更新', hint: '每天一次。未经询问不会下载或安装，也不会发送与你有关的信息。', unable: '此副本无法自行更新。', ask: '检查并询问', off: '关闭' },
  shortcuts: { label: '键盘快捷键', hint: '全部都可以更改。', open: '显示快捷键…' },
  tour: { label: '导览', hint: '用内置 Hub 走三步。', open: '开始导览' },
  captures: { label: '保留多少', hint: '最多 {captures} 份记录，共 {size}；最旧的先删除。', open: '记录…' },
  options: { label: '默认选项', hint: '请求头、TLS、代理、心跳等，用于没有自行设置的每个配置。', open: '默认选项…' },
  environments: { label: '环境', hint: '用于 URL、请求头和消息的变量。', open: '环境…' },
  version: { label: '版本', open: '更新内容' },
  folder: { label: '数据文件夹', hint: '配置、记录和设置都在这里，别处没有。', copy: '复制路径', copied: '路径已复制' },
  report: { label: '诊断报告', hint: '一个描述本应用的文件，用于查找故障：不含消息和机密，也不会发送到任何地方。', open: '保存报告…' },
  badFont: '只能使用字母、数字、空格、点和连字符',
}
