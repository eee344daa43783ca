import js from '@eslint/js'
import noUnsanitized from 'eslint-plugin-no-unsanitized'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import { defineConfig } from 'eslint/config'
import ts from 'typescript-eslint'

/** For components and scripts; .oxlintrc.json says the same of TypeScript, and what needs its types. */
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

export default defineConfig(
  { ignores: ['out/', 'dist/', 'test-results/', 'node_modules/', '**/*.ts'] },
  js.configs.recommended,
  { languageOptions: { globals: globals.node }, linterOptions: { reportUnusedDisableDirectives: 'error' }, rules: house },
  { files: ['**/*.svelte'], extends: [ts.configs.strict, noUnsanitized.configs.recommended], rules: { 'no-undef': 'off', ...house, ...language } },
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
  { files: ['**/*.config.js'], rules: { 'no-restricted-syntax': 'off' } },
)
