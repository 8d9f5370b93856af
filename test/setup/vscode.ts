import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { install, isPossible } from '../vscode/tools/setup.mjs';

/** What the tests install: the extension as it ships, and a model for it. */
export const VSIX = resolve('dist/test/loci.vsix');
export const FAKE_MODEL = resolve('dist/test/fakeModel.vsix');

/** Installs a real VS Code and packs the extension, once before the tests that use them. */
export default async function prepareEditor(): Promise<void> {
  if (!isPossible) return;
  install();
  mkdirSync('dist/test', { recursive: true });
  const webview = existsSync('dist/webview/panel.js') ? [] : ['--webview', 'test/vscode/panel'];
  const options = ['--target', 'linux-x64', '--file', VSIX, ...webview];
  execFileSync(process.execPath, ['scripts/package.mjs', ...options], { stdio: ['ignore', 'ignore', 'inherit'] });
  await createVSIX({
    ...{ cwd: 'test/vscode/fakeModel', packagePath: FAKE_MODEL, dependencies: false },
    ...{ allowMissingRepository: true, skipLicense: true, allowStarActivation: true },
  });
}
