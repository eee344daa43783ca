#!/usr/bin/env node
/** The part of 7za's command line that electron-builder uses for a tar.gz: the last two arguments are the archive and the file to pack. */
import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { constants, createGzip } from 'node:zlib'

const [archive, file] = process.argv.slice(-2)
if (!archive.endsWith('.tar.gz')) throw new Error(`only tar.gz can be packed without 7za, not ${archive}`)
await pipeline(createReadStream(file), createGzip({ level: constants.Z_BEST_SPEED }), createWriteStream(archive))
