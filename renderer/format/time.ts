const pad = (value: number, width = 2) => String(value).padStart(width, '0')

/** Local time of day with milliseconds: 09:04:07.123 */
export function clockTime(at: number): string {
  const date = new Date(at)
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`
}

/** Local date and time, to the microsecond where the clock gave one: 2026-11-19 09:04:07.123456 */
export function fullTime(at: number): string {
  const date = new Date(at)
  const micros = Math.floor((at - Math.floor(at)) * 1000)
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())} ${clockTime(at)}${micros === 0 ? '' : pad(micros, 3)}`
}

/** How long something has lasted: 00:12, 03:45, 1:02:03, 2 d 03:04 */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  if (hours >= 24) return `${Math.floor(hours / 24)} d ${pad(hours % 24)}:${pad(minutes)}`
  const rest = `${pad(minutes)}:${pad(seconds % 60)}`
  return hours === 0 ? rest : `${hours}:${rest}`
}

/** How long something will take: 40 ms, 2.4 s, 48 s, 3 min 05 s. Never below zero. */
export function countdown(ms: number): string {
  const whole = Math.max(0, Math.ceil(ms))
  if (whole < 1_000) return `${whole} ms`
  const tenths = Math.ceil(whole / 100)
  if (tenths < 100) return `${(tenths / 10).toFixed(1)} s`
  const seconds = Math.ceil(tenths / 10)
  if (seconds < 60) return `${seconds} s`
  return `${Math.floor(seconds / 60)} min ${pad(seconds % 60)} s`
}

/** How long nothing has happened, for a small place: 30 s, 5 min, 2 h */
export function roughly(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`
}

/** A round trip: 0.42 ms, 12 ms, 1.4 s */
export function roundTrip(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`
  if (ms >= 9.95) return `${Math.round(ms)} ms`
  return `${ms.toFixed(ms >= 1 ? 1 : 2)} ms`
}

/** The gap to an earlier moment: +0.2 ms, +12 ms, +3.41 s, +2:05 */
export function gap(ms: number): string {
  if (ms < 1000) return `+${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
  return ms < 60_000 ? `+${(ms / 1000).toFixed(2)} s` : `+${duration(ms)}`
}

/** Monotonic time between two entries, to the microsecond as long as that says something: 312 µs, 1.234 ms, 3.412 s, 2:05.120, 1:02:03 */
export function elapsedTime(ms: number): string {
  if (ms < 0.9995) return `${Math.round(ms * 1000)} µs`
  if (ms < 999.9995) return `${ms.toFixed(3)} ms`
  if (ms < 59_999.5) return `${(ms / 1000).toFixed(3)} s`
  const whole = Math.round(ms)
  return whole < 3_600_000 ? `${Math.floor(whole / 60_000)}:${pad(Math.floor(whole / 1000) % 60)}.${pad(whole % 1000, 3)}` : duration(whole)
}
