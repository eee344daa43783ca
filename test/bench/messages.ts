/** What travels in all cases: JSON texts of 100 bytes, each with its number. */

export const messageBytes = 100
/** In one of a thousand messages, for searches. */
export const rareSymbol = 'XMR-EUR'

const symbols = ['BTC-USD', 'ETH-USD', 'SOL-USD', 'BTC-EUR', 'ETH-EUR'] as const

export function messageOf(n: number): string {
  const symbol = n % 1000 === 999 ? rareSymbol : symbols[n % symbols.length]
  const price = (((n * 7919) % 100_000) / 100).toFixed(2)
  const head = `{"type":"trade","symbol":"${symbol}","price":${price},"id":${n},"note":"`
  return `${head.padEnd(messageBytes - 2, '.')}"}`
}
