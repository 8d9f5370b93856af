// Packs the extension for each platform: node scripts/package.mjs [--target linux-x64]... [--webview FOLDER] [--file FILE]
// `--built` packs what was built, without building it anew.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createVSIX } from '@vscode/vsce';
import { fetchNatives, TARGETS } from './natives.mjs';
import { root } from './prepare.mjs';

const MOST_BYTES = 25 * 1024 * 1024;
/** Everything else of the repository stays out. */
const SHIPPED = ['README.md', 'CHANGELOG.md', 'LICENSE', 'media', 'l10n', 'package.nls.json', 'package.nls.zh-cn.json'];
const BUILT = ['extension.cjs', 'app.cjs', 'server'];
const PANEL_FILES = ['panel.js', 'panel.css'];
/** Of no use to whoever installs it. */
const DEVELOPMENT = ['scripts', 'devDependencies', 'dependencies', 'overrides', 'private', 'bin'];

/** Builds, unless that was done, and packs. `webview` is where the panels' bundle is, `file` what the one target's package is called, if not as usual. */
export async function packageExtension({ targets, webview = join(root, 'dist/webview'), file: wanted, isBuilt }) {
  if (!isBuilt)
    execFileSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: ['ignore', 'ignore', 'inherit'] });
  for (const name of PANEL_FILES) {
    if (!existsSync(join(webview, name)))
      throw new Error(`The panels are not built: ${join(webview, name)} is missing`);
  }
  const packed = [];
  for (const target of targets) {
    const stage = join(root, 'dist/package', target);
    const natives = fillStage(stage, target, webview);
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const file = wanted ?? join(root, 'dist', `loci-${target}-${version}.vsix`);
    await createVSIX({
      ...{ cwd: stage, packagePath: file, target, dependencies: false },
      ...{ allowMissingRepository: true, rewriteRelativeLinks: false, allowUnusedFilesPattern: true },
    });
    rmSync(stage, { recursive: true });
    const bytes = statSync(file).size;
    if (bytes > MOST_BYTES) throw new Error(`${file} is larger than ${MOST_BYTES} bytes: ${bytes}`);
    packed.push({ target, file, bytes, natives });
  }
  return packed;
}

function fillStage(stage, target, webview) {
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(join(stage, 'dist'), { recursive: true });
  const withoutMaps = { recursive: true, filter: (path) => !path.endsWith('.map') };
  for (const name of SHIPPED) cpSync(join(root, name), join(stage, name), withoutMaps);
  for (const name of BUILT) cpSync(join(root, 'dist', name), join(stage, 'dist', name), withoutMaps);
  cpSync(webview, join(stage, 'dist/webview'), withoutMaps);
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const name of DEVELOPMENT) delete manifest[name];
  writeFileSync(join(stage, 'package.json'), JSON.stringify(manifest, null, 2));
  // vsce wants one of two ways to choose files; all that lies here is chosen.
  writeFileSync(join(stage, '.vscodeignore'), '');
  return fetchNatives(target, join(stage, 'dist'));
}

function table(packed) {
  const state = (binary) => (binary === null ? 'absent' : 'inside');
  return packed
    .map(({ target, bytes, natives }) => {
      const size = `${(bytes / 1024 / 1024).toFixed(1)} MB`.padStart(8);
      const parts = [...natives].map(([name, binary]) => `${name} ${state(binary)}`).join(', ');
      return `${target.padEnd(13)} ${size}   ${parts}`;
    })
    .join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({
    options: {
      target: { type: 'string', multiple: true },
      webview: { type: 'string' },
      file: { type: 'string' },
      built: { type: 'boolean', default: false },
    },
  });
  const targets = values.target ?? Object.keys(TARGETS);
  const unknown = targets.find((target) => !Object.hasOwn(TARGETS, target));
  if (unknown) throw new Error(`There is no target ${unknown}; there are ${Object.keys(TARGETS).join(', ')}`);
  const place = (path) => (path === undefined ? undefined : resolve(path));
  const options = { targets, webview: place(values.webview), file: place(values.file), isBuilt: values.built };
  console.log(table(await packageExtension(options)));
}
