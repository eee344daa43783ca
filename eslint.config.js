import js from '@eslint/js'
import noUnsanitized from 'eslint-plugin-no-unsanitized'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import { defineConfig } from 'eslint/config'
import ts from 'typescript-eslint'

const engine = ['main/prepare/**', 'main/exchange/**', 'main/connection/**', 'main/hub/**', 'main/log/**', 'main/store/**', 'main/lib/**']

/** House rules that need no types (those are in .oxlintrc.json); each one that is not about taste of its own has a reason in docs or in its message. */
const house = {
  'max-lines': ['error', 300],
  'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
  'max-params': ['error', 4],
  'max-len': ['error', { code: 160, ignoreUrls: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true, ignoreStrings: true }],
  'no-empty': ['error', { allowEmptyCatch: false }],
  'prefer-const': 'error',
  eqeqeq: 'error',
  'no-control-regex': 'off', // control characters are what hostile text is made of
  'no-restricted-syntax': [
    'error',
    { selector: 'ExportDefaultDeclaration', message: 'Give the export a name: only config files have a default export.' },
    { selector: 'ExportAllDeclaration', message: 'No barrels: import the thing from the file where it lives.' },
    { selector: 'SvelteAttribute[key.name="style"]', message: 'The CSP blocks style attributes: use a class or a style: directive.' },
  ],
}

const language = {
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
  '@typescript-eslint/no-invalid-void-type': 'off', // Promise<void> | void is what a callback may return
  '@typescript-eslint/consistent-type-imports': 'error',
}

const untimed = ['setTimeout', 'setInterval'].map((name) => ({ name, message: 'Take a Clock (main/lib/clock.ts), so that tests can move time.' }))
const only = (name, message, importNames) => ({ name, message, ...(importNames && { importNames }) })
const restricted = (...paths) => ({ '@typescript-eslint/no-restricted-imports': ['error', { paths }] })

const noElectron = only('electron', 'The engine is plain Node; what it needs from Electron is handed to it by main/main.ts or main/app.')
const noIpcMain = only('electron', 'Only main/ipc/serve.ts answers calls: add a handler to main/ipc/handlers.ts.', ['ipcMain'])
const noWs = only('ws', 'Only main/connection/upgrade.ts and open-socket.ts (client) and main/hub (server) know ws; use their interface.')

export default defineConfig(
  { ignores: ['out/', 'dist/', 'test-results/', 'node_modules/', 'shared/globals.d.ts'] },
  js.configs.recommended,
  { languageOptions: { globals: globals.node }, linterOptions: { reportUnusedDisableDirectives: 'error' }, rules: house },
  { files: ['**/*.ts', '**/*.svelte'], extends: [ts.configs.strict, noUnsanitized.configs.recommended], rules: { 'no-undef': 'off', ...house, ...language } },
  {
    files: ['**/*.svelte'],
    extends: [svelte.configs.recommended],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      'svelte/no-target-blank': 'error',
      'svelte/no-at-html-tags': 'error',
      'svelte/button-has-type': 'error',
      'svelte/prefer-svelte-reactivity': 'off', // a plain Map or Set beside the runes is meant
    },
  },
  { files: ['**/*.svelte'], rules: { 'max-lines-per-function': 'off', 'prefer-const': 'off' } },
  { files: ['main/**/*.ts'], ignores: ['main/lib/clock.ts'], rules: { 'no-restricted-globals': ['error', ...untimed] } },
  { files: ['main/**/*.ts'], rules: restricted(noIpcMain, noWs) },
  { files: engine, rules: restricted(noElectron, noWs) },
  { files: ['main/connection/upgrade.ts', 'main/connection/open-socket.ts', 'main/hub/**'], rules: restricted(noElectron) },
  { files: ['main/ipc/serve.ts'], rules: restricted(noWs) },
  { files: ['test/**'], rules: { 'max-lines-per-function': 'off' } },
  { files: ['**/*.config.{js,ts}'], rules: { 'no-restricted-syntax': 'off' } },
)
