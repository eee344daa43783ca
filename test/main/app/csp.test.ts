import { describe, expect, it } from 'vitest'
import { contentPolicy, devContentPolicy } from '../../../main/app/csp'

describe('contentPolicy', () => {
  it('is this, word by word', () => {
    expect(contentPolicy).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'none'; worker-src 'self'; " +
        "object-src 'none'; base-uri 'none'; form-action 'none'; frame-src 'none'; frame-ancestors 'none'; " +
        "require-trusted-types-for 'script'; trusted-types svelte-trusted-html sockdeck-worker",
    )
  })

  it('allows no inline or evaluated script, not even while developing', () => {
    for (const policy of [contentPolicy, devContentPolicy('http://127.0.0.1:5317/')]) {
      expect(policy).not.toContain('unsafe-eval')
      expect(policy).toContain("script-src 'self';")
      expect(policy).not.toContain('*')
    }
  })

  it("opens the way to Vite's own socket and to no other while developing", () => {
    expect(devContentPolicy('http://127.0.0.1:5317/')).toContain("connect-src 'self' ws://127.0.0.1:5317;")
  })
})
