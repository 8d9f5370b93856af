// Fetches the native packages of a platform and says which of their binaries it has.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readBinary } from './binary.mjs';
import { npm, root } from './prepare.mjs';

/** Packages that are loaded from disk, because their code is native. */
const PACKAGES = ['node-screenshots', 'uiohook-napi'];

/** VS Code's names of platforms, and how npm and prebuilt binaries name them. */
export const TARGETS = {
  'win32-x64': { os: 'win32', cpu: 'x64' },
  'win32-arm64': { os: 'win32', cpu: 'arm64' },
  'darwin-x64': { os: 'darwin', cpu: 'x64' },
  'darwin-arm64': { os: 'darwin', cpu: 'arm64' },
  'linux-x64': { os: 'linux', cpu: 'x64', libc: 'glibc' },
  'linux-arm64': { os: 'linux', cpu: 'arm64', libc: 'glibc' },
};

/** Puts the native packages of a platform into `node_modules` of the folder; their binaries by package. Throws when npm fails. */
export function fetchNatives(target, folder) {
  const { os, cpu, libc } = TARGETS[target];
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const scratch = join(root, 'dist/natives', target);
  const wanted = JSON.stringify({
    dependencies: Object.fromEntries(PACKAGES.map((name) => [name, dependencies[name]])),
  });
  const manifest = join(scratch, 'package.json');
  const isFresh = existsSync(join(scratch, 'node_modules')) && readFileSync(manifest, 'utf8') === wanted;
  if (!isFresh) {
    rmSync(scratch, { recursive: true, force: true });
    mkdirSync(scratch, { recursive: true });
    writeFileSync(manifest, wanted);
    const platform = [`--os=${os}`, `--cpu=${cpu}`, ...(libc ? [`--libc=${libc}`] : [])];
    const options = ['--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const [command, ...args] = npm('install', ...platform, ...options);
    execFileSync(command, args, {
      cwd: scratch,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: command.endsWith('.cmd'),
    });
  }
  const into = join(folder, 'node_modules');
  cpSync(join(scratch, 'node_modules'), into, { recursive: true, filter: (path) => isNeeded(path, `${os}-${cpu}`) });
  return checkBinaries(into, os, cpu);
}

/** Prebuilt binaries of other platforms, and what only builds them, stay behind; sources that a licence wants do not. */
function isNeeded(path, platform) {
  const prebuild = /prebuilds[\\/]([^\\/]+)/.exec(path);
  if (prebuild && prebuild[1] !== platform) return false;
  return !/[\\/]\.(bin|package-lock\.json)$|\.(d\.ts|map|md)$/.test(path);
}

/** What each package has for the platform: the binary, or null. One that is for another platform is no use: it goes. */
function checkBinaries(folder, os, cpu) {
  const found = new Map(PACKAGES.map((name) => [name, null]));
  for (const file of filesOf(folder).filter((path) => path.endsWith('.node'))) {
    const path = relative(folder, file);
    const binary = readBinary(file);
    if (binary?.system === os && binary.processors.includes(cpu)) {
      found.set(
        PACKAGES.find((name) => path.startsWith(name)),
        path,
      );
    } else {
      console.error(`${path} is not for ${os}-${cpu} (${JSON.stringify(binary)}): left out`);
      rmSync(file);
    }
  }
  return found;
}

function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
