import type uPlot from 'uplot'

export interface ChartSeries {
  label: string
  /** A colour token, such as `--in`. */
  color: string
  /** Single measurements joined by a thin line. */
  dots?: boolean
  /** The area below the line is tinted. */
  filled?: boolean
}

/** A vertical line; `at` in seconds since the epoch. */
export interface ChartMark {
  at: number
  color: string
}

/** Of the axis: 1, 2, 2.5 or 5 times any power of ten; powers of 1,024; nothing between whole numbers. */
export type ChartSteps = 'decimal' | 'bytes' | 'whole'

/** What a plot is drawn from; asked for at each drawing. */
export interface Drawing {
  series: readonly ChartSeries[]
  marks: () => readonly ChartMark[]
  /** Seconds since the epoch. */
  span: () => readonly [from: number, to: number]
  format: (value: number) => string
  steps: ChartSteps
  color: (token: string) => string
}

/** Width of the axis with the figures, and room at the other edge, px: always the same, so that charts stand in line below each other. */
export const axisPx = 46
export const edgePx = 10
const timePx = 22

/** uPlot's own cursor and legend are off: ours are shared by several charts, and can be read aloud. */
export function plotOptions(drawing: Drawing, size: { width: number; height: number }): uPlot.Options {
  const { color, span, format } = drawing
  const incrs = stepsOf[drawing.steps]
  const text = { stroke: color('--text-3'), font: `10.5px ${color('font')}`, ticks: { show: false } }
  // Fainter than any border of the theme: lines to read by, not to look at.
  const grid = { stroke: faint(color('--text-3')), width: 1 }
  return {
    ...size,
    padding: [8, edgePx, 0, 0],
    cursor: { show: false },
    legend: { show: false },
    scales: { x: { time: true, range: () => [...span()] as [number, number] }, y: { range: (_plot, _least, most) => [0, (most ?? 0) > 0 ? most * 1.08 : 1] } },
    axes: [
      { ...text, grid, size: timePx, gap: 5, space: 64, incrs: [5, 10, 15, 30, 60, 120], values: (_plot, times) => timesWords(times) },
      { ...text, grid, size: axisPx, gap: 6, space: 22, ...(incrs !== null && { incrs }), values: (_plot, values) => values.map(format) },
    ],
    series: [{}, ...drawing.series.map((each) => lineOf(each, color))],
    hooks: { drawAxes: [(plot) => drawMarks(plot, drawing)] },
  }
}

function lineOf({ label, color: token, dots = false, filled = false }: ChartSeries, color: Drawing['color']): uPlot.Series {
  const stroke = color(token)
  return { label, stroke, width: dots ? 1 : 1.5, points: { show: dots, size: 4, fill: stroke, width: 0 }, ...(filled && { fill: faint(stroke) }) }
}

const stepsOf: Readonly<Record<ChartSteps, number[] | null>> = {
  decimal: null,
  bytes: Array.from({ length: 50 }, (_, power) => 2 ** power),
  whole: Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((factor) => factor * 10 ** power)).flat(),
}

/** A colour as the browser computes it, rgb(…), at 12 %. */
function faint(color: string): string {
  return color.startsWith('rgb(') ? `rgba(${color.slice(4, -1)}, 0.12)` : color
}

function drawMarks(plot: uPlot, { marks, color, span }: Drawing): void {
  const { ctx, bbox } = plot
  const [from, to] = span()
  ctx.save()
  ctx.lineWidth = devicePixelRatio
  ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio])
  for (const mark of marks()) {
    if (mark.at < from || mark.at > to) continue
    const x = Math.round(plot.valToPos(mark.at, 'x', true)) + 0.5
    ctx.strokeStyle = color(mark.color)
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
  }
  ctx.restore()
}

const two = (value: number) => String(value).padStart(2, '0')

/** With seconds where they fall between two minutes. */
function timesWords(times: readonly number[]): string[] {
  const whole = times.every((at) => at % 60 === 0)
  return times.map((at) => {
    const date = new Date(at * 1_000)
    const minutes = `${two(date.getHours())}:${two(date.getMinutes())}`
    return whole ? minutes : `${minutes}:${two(date.getSeconds())}`
  })
}
