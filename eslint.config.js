import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Which folder may not import which: the layering of ARCHITECTURE.md, one row per rule. */
const zones = [
  ['server/ports', ['server/core', 'server/adapters', 'server/surfaces', 'server/http', 'server/workers']],
  ['server/core', ['server/adapters', 'server/surfaces', 'server/http', 'server/workers', 'server/contract']],
  ['server/adapters', ['server/core', 'server/surfaces', 'server/http', 'server/workers']],
  ['server/surfaces', ['server/adapters', 'server/http', 'server/workers']],
  ['server/http', ['server/adapters', 'server/workers']],
  ['server/workers', ['server/surfaces', 'server/http']],
  [
    'server/contract',
    ['server/core', 'server/ports', 'server/adapters', 'server/surfaces', 'server/http', 'server/workers'],
  ],
  ['server/cli', ['server/core', 'server/adapters', 'server/surfaces', 'server/http', 'server/workers']],
  ['server', ['extension', 'webview-ui', 'test']],
  [['extension', 'webview-ui'], ['test/**']],
].flatMap(([target, from]) =>
  [target].flat().map((folder) => ({ target: `./${folder}`, from: from.map((other) => `./${other}`) })),
);

/** Clients of the service know what they share with it, and nothing else of it. */
const clientZones = ['extension', 'webview-ui'].map((folder) => ({
  target: `./${folder}`,
  from: './server',
  except: ['./contract'],
}));

/** A surface never imports another surface; what they share lies directly in server/surfaces. */
const surfaceNames = ['memscreen', 'omnimemory', 'chatDesktop', 'chattr', 'openmemory', 'mcp', 'search', 'panel'];
const surfaceZones = surfaceNames.map((name) => ({
  target: `./server/surfaces/${name}`,
  from: surfaceNames.filter((other) => other !== name).map((other) => `./server/surfaces/${other}`),
}));

export default tseslint.config(
  { ignores: ['dist/', '**/node_modules/', 'artefacts/'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver({ project: './tsconfig.json' })] },
    rules: {
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-restricted-paths': [
        'error',
        { zones: [...zones, ...clientZones, ...surfaceZones], basePath: import.meta.dirname },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // `all<Row>(sql)` says what a query yields.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // Services are records of closures: their functions do not use `this`.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-console': 'error',
      'max-lines': ['error', { max: 600, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // Dialect words (snake_case) belong to the surfaces, and to what only carries their data.
    files: ['server/core/**/*.ts', 'server/ports/**/*.ts', 'server/http/**/*.ts', 'server/contract/**/*.ts'],
    rules: {
      '@typescript-eslint/naming-convention': [
        'error',
        { selector: 'variableLike', format: ['camelCase', 'PascalCase', 'UPPER_CASE'], leadingUnderscore: 'allow' },
        { selector: 'typeLike', format: ['PascalCase'] },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      'no-console': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Tests read JSON that came over the wire, and say in their expectations what it must be.
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // The older transport is tested with the client that speaks it.
      '@typescript-eslint/no-deprecated': 'off',
    },
  },
);
