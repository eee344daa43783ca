/** Grouped: numbers with a comma at each third digit, as both languages write them. */
let format: Intl.NumberFormat | null = null

/** 1,204. What is not whole is left to Intl, which takes a start 10 ms when it is first asked for anything. */
export function grouped(count: number): string {
  if (Number.isSafeInteger(count)) return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
  format ??= new Intl.NumberFormat('en-US')
  return format.format(count)
}
