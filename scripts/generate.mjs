// Writes what follows from the schemas into the extension's manifest: settings, tools and their English texts.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './prepare.mjs';

const outfile = join(root, 'dist/editorManifest.cjs');
await build({
  entryPoints: [join(root, 'server/config/editorManifest.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'warning',
});
const { editorManifest } = createRequire(import.meta.url)(outfile);
rmSync(outfile);
const { configuration, languageModelTools, texts } = editorManifest();

const edit = (name, change) => {
  const path = join(root, name);
  const content = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, `${JSON.stringify(change(content), null, 2)}\n`);
};
edit('package.json', (manifest) => ({
  ...manifest,
  contributes: { ...manifest.contributes, configuration, languageModelTools },
}));
edit('package.nls.json', (all) => ({
  ...Object.fromEntries(Object.entries(all).filter(([key]) => !/^(setting|tool)\./.test(key))),
  ...texts,
}));
