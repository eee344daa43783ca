/** Messages that tell by themselves whether they are what was recorded. */

/** Up to 100 bytes, made of its seq. */
export function messageOf(seq: number): Buffer {
  const bytes = Buffer.alloc(4 + ((seq * 37) % 97), seq)
  bytes.writeUInt32LE(seq)
  return bytes
}
