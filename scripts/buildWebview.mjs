// Bundles the panels into dist/webview: one script, one style sheet, the icons' font and a theme for browsers.
import { build } from 'esbuild';
import { copyFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const out = join(root, 'dist/webview');

/** The packages whose licences go with the bundle. */
const BUNDLED = ['preact', 'marked', 'dompurify', 'uplot', '@vscode/codicons', 'zod'];

export async function buildWebview() {
  await build({
    entryPoints: [{ in: join(root, 'webview-ui/main.tsx'), out: 'panel' }],
    outdir: out,
    bundle: true,
    minify: true,
    platform: 'browser',
    target: 'chrome114',
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
    legalComments: 'none',
    logLevel: 'warning',
  });
  copyFileSync(join(root, 'webview-ui/styles/theme.css'), join(out, 'theme.css'));
  mkdirSync(join(out, 'licences'), { recursive: true });
  for (const name of BUNDLED) {
    const folder = join(root, 'node_modules', name);
    copyFileSync(join(folder, 'LICENSE'), join(out, 'licences', `${name.replaceAll(/[@/]/g, '')}.txt`));
  }
}
