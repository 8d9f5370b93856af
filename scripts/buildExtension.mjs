// Bundles the extension into dist/extension.cjs and dist/app.cjs.
import { build } from 'esbuild';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { englishOnly } from './englishOnly.mjs';
import { root } from './prepare.mjs';

/** What `activate` loads once it is needed lies in a file of its own: reading it costs time as well. */
const appApart = {
  name: 'app-apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/app\.js$/ }, () => ({ path: './app.cjs', external: true }));
  },
};

/** Builds what runs in the editor's extension host. */
export async function buildExtension() {
  const shared = {
    outdir: join(root, 'dist'),
    outExtension: { '.js': '.cjs' },
    bundle: true,
    external: ['vscode'],
    // Of packages that have both, the form whose unused parts can be left out.
    mainFields: ['module', 'main'],
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    sourcemap: true,
    logLevel: 'warning',
  };
  // The editor gives `vscode` to what is required, not to what is imported.
  const supported = { 'dynamic-import': false };
  const source = (name) => join(root, 'extension', `${name}.ts`);
  await build({ ...shared, entryPoints: [source('extension')], plugins: [appApart], supported });
  await build({ ...shared, entryPoints: [source('app')], plugins: [englishOnly] });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildExtension();
