import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { unzipSync } from 'fflate';
import { install, isPossible } from '../vscode/tools/setup.mjs';

const FIXTURE = 'test/vscode/panel';

/** What the tests install: the extension as it ships, the same with a page of ours as panels, and a model for it. */
export const VSIX = resolve('dist/test/loci.vsix');
export const FIXTURE_VSIX = resolve('dist/test/lociFixture.vsix');
export const FAKE_MODEL = resolve('dist/test/fakeModel.vsix');
/** The same unpacked, for tests that run inside the extension host. */
export const UNPACKED = resolve('dist/test/extension');

/** Installs a real VS Code and packs the extension, once before the tests that use them. */
export default async function prepareEditor(): Promise<void> {
  if (!isPossible) return;
  install();
  mkdirSync('dist/test', { recursive: true });
  pack(FIXTURE_VSIX, FIXTURE);
  // A clone without built panels still tests everything around them.
  if (existsSync('dist/webview/panel.js')) pack(VSIX, 'dist/webview');
  else copyFileSync(FIXTURE_VSIX, VSIX);
  unpack(VSIX, UNPACKED);
  await createVSIX({
    ...{ cwd: 'test/vscode/fakeModel', packagePath: FAKE_MODEL, dependencies: false },
    ...{ allowMissingRepository: true, skipLicense: true, allowStarActivation: true },
  });
}

function pack(file: string, webview: string): void {
  const options = ['--target', 'linux-x64', '--file', file, '--webview', webview, '--built'];
  execFileSync(process.execPath, ['scripts/package.mjs', ...options], { stdio: ['ignore', 'ignore', 'inherit'] });
}

function unpack(file: string, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [name, bytes] of Object.entries(unzipSync(readFileSync(file)))) {
    if (!name.startsWith('extension/') || name.endsWith('/')) continue;
    const target = join(folder, name.slice('extension/'.length));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
  }
}
