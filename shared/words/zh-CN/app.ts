/** Words of the window itself, in Simplified Chinese. */
import type { app as source } from '../en/app'
import type { Translation } from '../types'

export const app: Translation<typeof source> = {
  sidebarWidth: '侧边栏宽度',
  deckHeight: '连接台高度',
  composerHeight: '编辑器高度',
  inspectorWidth: '检查器宽度',
  messagesWidth: '已存消息宽度',
  tooManyWindows: '最多可打开 {most} 个窗口',
  placeUnsaved: '窗口位置未能保存',
  crash: {
    again: '此窗口连续多次崩溃',
    goesOn_other: '{count, number} 个连接保持打开，录制继续进行。',
    reload: '重新加载窗口',
    revived: '窗口崩溃后已重新打开',
    revivedText: '其间连接与录制未中断。',
  },
  hang: {
    question: '此窗口没有响应',
    wait: '等待',
  },
  quit: {
    question_other: '退出并关闭 {count, number} 个连接？',
    questionSchedules_other: '退出并停止 {count, number} 个定时任务？',
    schedules_other: '{count, number} 个定时任务正在运行，将被停止。',
    dontAsk: '不再询问',
    yes: '退出',
    failed: '退出前未能询问',
    unsaved: '下次仍会询问：选择未能保存',
  },
}
