/** Words of the tour and of what is new, in Simplified Chinese. */
import type { tour as source } from '../en/tour'
import type { Translation } from '../types'

export const tour: Translation<typeof source> = {
  title: '欢迎使用 Sockdeck',
  step: '第 {step} 步，共 {steps} 步',
  skip: '跳过导览',
  back: '上一步',
  next: '下一步',
  done: '完成',
  open: {
    title: '打开几个连接',
    text: 'Sockdeck 在本机自带一个 Hub，可以拿来试用。向它的 echo 打开三个连接，看它们出现在连接台上。',
    act: '打开 3 个 echo 连接',
    did: '三个连接已在连接台上，各自显示状态、往返时间、速率和队列。',
    missing: '自带的 echo 配置已被删除：请改为 {url} 新建一个配置。',
  },
  send: {
    title: '一次发给所有连接',
    text: '在编辑器里写的内容会发给每个勾选的连接。{example} 这样的变量会为每个连接重新填写。',
    act: '向勾选的连接发送“hello”',
    did: '已发送：编辑器会说明每个连接上的结果，以及它的首个回复。',
    waiting: '连接尚未打开。如果 Hub 已停止，请在状态栏中启动它。',
  },
  look: {
    title: '查看返回的内容',
    text: '日志把每条消息都保存在磁盘上。点击一行即可检查，可按文本或字段筛选；其余一切请按 {keys}。',
    textNoKeys: '日志把每条消息都保存在磁盘上。点击一行即可检查，可按文本或字段筛选；其余一切请打开命令面板。',
    act: '打开命令面板',
  },
  hubStopped: 'Hub 已停止。',
  startHub: '启动 Hub',
  newsTitle: 'Sockdeck {version} 的更新内容',
  noNews: '更新日志中没有此版本的内容。',
  newsInEnglish: '以上内容只有英文。',
  updated: 'Sockdeck 已更新到 {version}',
  whatsNew: '更新内容',
  dismiss: '关闭',
}
