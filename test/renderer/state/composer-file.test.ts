import fc from 'fast-check'
import { expect, it } from 'vitest'
import { attach, base64Text, fileMessage } from '../../../renderer/state/composer-file'
import { limits } from '../../../shared/limits'
import { encodeMessage } from '../../../shared/payload'
import { withoutTemplates } from '../../../shared/template'

it('goes out byte for byte, whatever is in it', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
    expect(encodeMessage(fileMessage({ name: 'f', bytes, text: null, as: 'binary' }))).toEqual({ binary: true, bytes })
  }))
})

it('is text only where it is UTF-8, byte order mark and all, and no part of it is a variable', async () => {
  const file = await attach(new File(['\ufeff{{room}}'], 'a.txt'))
  const { format, text } = fileMessage({ ...file, as: 'text' })
  expect([format, withoutTemplates(text, 'filled')]).toEqual(['text', '\ufeff{{room}}'])
  const binary = await attach(new File([new Uint8Array([0xff, 0xfe])], 'b.bin'))
  expect(binary.text).toBeNull()
  expect(fileMessage({ ...binary, as: 'text' }).format).toBe('base64')
})

it('writes more bytes than a call takes arguments', () => {
  const bytes = new Uint8Array(300_000).map((_, index) => index % 251)
  expect(encodeMessage({ format: 'base64', text: base64Text(bytes) }).bytes.join()).toBe(bytes.join())
})

it('is refused in words when it is too large or can’t be read', async () => {
  const arrayBuffer = () => Promise.reject(new Error('gone'))
  await expect(attach({ name: 'big.bin', size: limits.composedBytes + 1, arrayBuffer })).rejects.toMatchObject({ code: 'message-too-large', message: 'big.bin is too large: a composed message has at most 8 MB' })
  await expect(attach({ name: 'folder', size: 1, arrayBuffer })).rejects.toMatchObject({ code: 'file-unreadable', message: 'folder can’t be read' })
})
