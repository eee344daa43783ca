/** Looks at the log's rows in each frame and after each change of the page: each must stand where its position belongs. */
import { expect, type Sockdeck } from './app'

type Watched = Window & { lookedAtRows?: { looks: number; wrong: string[] } }

export async function watchRows(app: Sockdeck): Promise<void> {
  await app.page.evaluate(() => {
    const told = { looks: 0, wrong: [] as string[] }
    Object.assign(window, { lookedAtRows: told })
    const look = (): void => {
      const layer = document.querySelector('.log-grid .layer')
      // A place without a position is one whose row has not come yet.
      const places = [...(layer?.children ?? [])].map((place) => (place instanceof HTMLElement && place.dataset['position'] !== undefined ? Number(place.dataset['position']) : null))
      const at = places.findIndex((position) => position !== null)
      const first = (places[at] ?? 0) - at
      if (at >= 0) told.looks += 1
      if (told.wrong.length < 5 && places.some((position, i) => position !== null && position !== first + i)) told.wrong.push(places.join(' '))
    }
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true })
    const frame = (): void => {
      look()
      requestAnimationFrame(frame)
    }
    frame()
  })
}

export async function expectRowsInOrder(app: Sockdeck): Promise<void> {
  const told = await app.page.evaluate(() => (window as Watched).lookedAtRows)
  expect(told?.wrong).toEqual([])
  expect(told?.looks).toBeGreaterThan(10)
}
