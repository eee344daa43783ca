/** Words of the report that a person saves for whoever is to find a fault, in Simplified Chinese. */
import type { report as source } from '../en/report'
import type { Translation } from '../types'

export const report: Translation<typeof source> = {
  title: '保存诊断报告',
  about: '把有助于查找 Sockdeck 故障的信息写进一个文件。不会向任何地方发送：由你决定交给谁。',
  making: '正在收集…',
  failed: '无法生成报告',
  parts: '报告内容',
  part: {
    about: { name: '系统', hint: '版本、处理器、内存和屏幕' },
    settings: { name: '设置', hint: '所选的选项；默认选项只列名称' },
    counts: { name: '数量', hint: '配置、连接和记录各有多少，处于什么状态' },
    attempts: { name: '连接尝试', hint: '最近几次的步骤、耗时和原因' },
    processes: { name: '进程', hint: '各进程占用的内存和处理器时间' },
    diary: { name: '运行日志', hint: 'Sockdeck 对自身的记录，例如错误' },
    diaryBefore: { name: '较早的运行日志', hint: '此前的部分' },
  },
  notIn: '不包含：消息、记录、机密，以及连接的地址。主机写作 host-1、host-2 等。',
  earlier: '此处为末尾部分。之前的 {size} 也在文件中。',
  size: 'ZIP 文件，{size}',
  save: '保存…',
  done: '报告已保存',
}
