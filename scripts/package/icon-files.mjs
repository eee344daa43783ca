/** The two containers that Windows and macOS want icons in. Both may hold PNGs, so that nothing is encoded here. Each takes a map from size to PNG. */

/** A directory of 16 bytes per picture, then the pictures. A width or height of 256 is written as 0. */
export function ico(pictures) {
  const header = Buffer.alloc(6 + 16 * pictures.size)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(pictures.size, 4)
  let entry = 6
  let offset = header.length
  for (const [size, png] of pictures) {
    header.writeUInt8(size % 256, entry)
    header.writeUInt8(size % 256, entry + 1)
    header.writeUInt16LE(1, entry + 4)
    header.writeUInt16LE(32, entry + 6)
    header.writeUInt32LE(png.length, entry + 8)
    header.writeUInt32LE(offset, entry + 12)
    entry += 16
    offset += png.length
  }
  return Buffer.concat([header, ...pictures.values()])
}

// 16 and 32 pixels for screens of plain density would have to be ARGB; macOS scales the dense ones instead.
const icnsTypes = [['ic11', 32], ['ic12', 64], ['ic07', 128], ['ic13', 256], ['ic08', 256], ['ic14', 512], ['ic09', 512], ['ic10', 1024]]

/** Chunks of a type, their length with the eight bytes in front, and a picture. */
export function icns(pictures) {
  const chunk = (type, content) => {
    const head = Buffer.from(`${type}0000`)
    head.writeUInt32BE(head.length + content.length, 4)
    return Buffer.concat([head, content])
  }
  return chunk('icns', Buffer.concat(icnsTypes.map(([type, size]) => chunk(type, pictures.get(size)))))
}
