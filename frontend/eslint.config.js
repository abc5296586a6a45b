/**
 * Lint rules of the SPA, among them its walls: app ▶ features (strangers to each other) ▶ components, lib, api, config.
 * Cross-folder imports use the `@/` alias, so each wall is a pattern on the import path.
 */
import { readdirSync } from 'node:fs';
import { defineConfig } from 'eslint/config';
import js from '@eslint/js';
import globals from 'globals';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const features = readdirSync(new URL('./src/features', import.meta.url));

/** Forbid imports by path, for static and dynamic imports alike. */
function wall(files, regex, message) {
  const literal = regex.replaceAll('/', '\\/');
  return {
    files,
    ignores: ['**/__tests__/**'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ regex, message }, { regex: '^\\.\\./\\.\\./\\.\\.', message: 'Use the @/ alias.' }] }],
      'no-restricted-syntax': ['error', { selector: `ImportExpression > Literal[value=/${literal}/]`, message }],
    },
  };
}

export default defineConfig(
  { ignores: ['dist', 'node_modules', 'src/api/schema.d.ts', 'test-results', 'playwright-report'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  jsxA11y.flatConfigs.strict,
  reactHooks.configs.flat.recommended,
  {
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: { allowDefaultProject: ['eslint.config.js'] }, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // React Aria's dialogs and forms take `autoFocus` as their initial focus; a DOM autofocus stays forbidden.
      'jsx-a11y/no-autofocus': ['error', { ignoreNonDOM: true }],
      // The worklist is an ARIA grid: one row holds the focus, keys move it.
      'jsx-a11y/no-noninteractive-element-to-interactive-role': ['error', { table: ['grid'], tr: ['row'], td: ['gridcell'] }],
      'no-console': 'error',
      'no-eval': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      'max-lines': ['error', { max: 250, skipComments: true, skipBlankLines: true }],
    },
  },
  { files: ['*.config.{js,ts}', 'e2e/**', 'mock/**'], languageOptions: { globals: globals.node }, rules: { 'no-console': 'off' } },
  { files: ['eslint.config.js'], ...tseslint.configs.disableTypeChecked },
  { files: ['**/__tests__/**', 'src/testing/**', 'e2e/**', 'mock/**'], rules: { 'max-lines': 'off', '@typescript-eslint/no-non-null-assertion': 'off' } },
  wall(['src/{components,lib,api,config}/**'], '^@/(app|features|testing)(/|$)', 'components, lib, api and config know neither app nor features.'),
  wall(['src/{lib,config}/**'], '^@/(app|features|components|api|testing)(/|$)', 'lib and config stand alone.'),
  wall(['src/api/**'], '^@/(app|features|components|testing)(/|$)', 'api knows only lib and config.'),
  ...features.map((name) =>
    wall([`src/features/${name}/**`], `^@/(app|testing|features/(?!${name}(/|$)))`, 'Features are strangers: compose them in app.'),
  ),
  wall(['src/app/**'], '^@/testing(/|$)', 'Invented data stays out of the product.'),
);
