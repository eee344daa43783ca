/** One chart of a picture: what is drawn, and the words above it. */
export interface PicturePart {
  canvas: HTMLCanvasElement
  title: string
  legend: readonly { text: string; color: string | null }[]
}

const [marginPx, titlePx, headPx, gapPx] = [16, 34, 20, 12]
/** The words above narrow charts need so much room. */
const leastPx = 600

/** The charts below each other with their titles, in the colours of the theme, as PNG. */
export async function pictureOf(title: string, parts: readonly PicturePart[], color: (token: string) => string): Promise<Blob> {
  const scale = devicePixelRatio
  const width = Math.max(leastPx * scale, ...parts.map(({ canvas }) => canvas.width))
  const heights = parts.map(({ canvas }) => canvas.height + (headPx + gapPx) * scale)
  const picture = document.createElement('canvas')
  picture.width = width + 2 * marginPx * scale
  picture.height = heights.reduce((sum, height) => sum + height, (titlePx + marginPx) * scale)
  const pen = picture.getContext('2d')
  if (pen === null) throw new Error('No canvas to draw on')
  pen.fillStyle = color('--surface')
  pen.fillRect(0, 0, picture.width, picture.height)
  write(pen, { text: title, x: marginPx * scale, y: 22 * scale }, { font: `600 ${13 * scale}px ${color('font')}`, fill: color('--text') })
  let top = titlePx * scale
  for (const [i, { canvas, ...words }] of parts.entries()) {
    writeHead(pen, words, { top: top + 13 * scale, scale, color })
    pen.drawImage(canvas, marginPx * scale, top + headPx * scale)
    top += heights[i] ?? 0
  }
  return new Promise((resolve, reject) => {
    picture.toBlob((blob) => (blob === null ? reject(new Error('The picture could not be made')) : resolve(blob)), 'image/png')
  })
}

function writeHead(pen: CanvasRenderingContext2D, { title, legend }: Omit<PicturePart, 'canvas'>, { top, scale, color }: { top: number; scale: number; color: (token: string) => string }): void {
  const [bold, plain] = [`600 ${11.5 * scale}px ${color('font')}`, `${11 * scale}px ${color('font')}`]
  let x = marginPx * scale
  x += write(pen, { text: title, x, y: top }, { font: bold, fill: color('--text') }) + 14 * scale
  for (const item of legend) {
    if (item.color !== null) {
      pen.fillStyle = color(item.color)
      pen.fillRect(x, top - 7 * scale, 8 * scale, 3 * scale)
      x += 12 * scale
    }
    x += write(pen, { text: item.text, x, y: top }, { font: plain, fill: color('--text-2') }) + 14 * scale
  }
}

/** Returns how wide it became. */
function write(pen: CanvasRenderingContext2D, { text, x, y }: { text: string; x: number; y: number }, { font, fill }: { font: string; fill: string }): number {
  pen.font = font
  pen.fillStyle = fill
  pen.fillText(text, x, y)
  return pen.measureText(text).width
}
