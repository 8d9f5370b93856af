// Makes a clone ready to run: installs and builds what is missing or older than its sources.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
export const mainFile = join(root, 'dist/server/main.cjs');

/** Of each part of a build; one that is missing or old means that the build was not finished. */
const builtFiles = [
  mainFile,
  ...['sql-wasm.wasm', 'fonts/index.json', 'docs/redoc.standalone.js'].map((name) => join(root, 'dist/server', name)),
  ...['panel.js', 'panel.css', 'theme.css'].map((name) => join(root, 'dist/webview', name)),
  ...['extension.cjs', 'app.cjs'].map((name) => join(root, 'dist', name)),
];
const WAIT_MS = 200;
const OUTPUT_BYTES = 64 * 1024 * 1024;

/** Installs and builds where that is due, and says so on stderr unless `isQuiet`; what the tools say is shown when they fail. */
export async function prepare({ isQuiet = false } = {}) {
  if (!needsInstall() && !needsBuild()) return;
  const unlock = await lock(join(root, 'dist/.preparing'));
  try {
    if (needsInstall()) install(isQuiet);
    if (needsBuild()) run('Building', [[process.execPath, join(root, 'scripts/build.mjs')]], isQuiet);
  } finally {
    unlock();
  }
}

function needsInstall() {
  return newest(join(root, 'node_modules/.package-lock.json')) < newest(join(root, 'package-lock.json'));
}

function needsBuild() {
  const builders = ['build', 'buildWebview', 'buildExtension', 'englishOnly'].map((name) => `scripts/${name}.mjs`);
  const sources = ['server', 'webview-ui', 'extension', ...builders, 'package-lock.json'].map((name) =>
    newest(join(root, name)),
  );
  return Math.min(...builtFiles.map(newest)) < Math.max(...sources);
}

/** When the file, or what lies in the folder, was last changed; 0 when it does not exist. */
function newest(path) {
  if (!existsSync(path)) return 0;
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/**
 * `npm ci` refuses a lock file when packages for other platforms cannot be had from where this machine gets its own;
 * `npm install` then installs the same versions.
 */
function install(isQuiet) {
  const options = ['--no-audit', '--no-fund', '--loglevel=error'];
  run('Installing packages', [npm('ci', ...options), npm('install', '--no-save', ...options)], isQuiet);
}

export function npm(...args) {
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js')) return [process.execPath, script, ...args];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', ...args];
}

/** Runs the first of these commands that succeeds; ends this process with what they said when none does. */
function run(label, commands, isQuiet) {
  if (!isQuiet) console.error(`${label} ...`);
  let said = '';
  for (const [command, ...args] of commands) {
    const shell = command.endsWith('.cmd');
    const { status, error, stdout, stderr } = spawnSync(command, args, {
      cwd: root,
      shell,
      encoding: 'utf8',
      maxBuffer: OUTPUT_BYTES,
    });
    if (status === 0) return;
    said += `${error?.message ?? ''}${stdout ?? ''}${stderr ?? ''}\n`;
  }
  process.stderr.write(`${said}${label} failed\n`);
  process.exit(1);
}

/** One process at a time prepares; the others wait for it. A lock whose process is gone does not count. */
async function lock(path) {
  mkdirSync(dirname(path), { recursive: true });
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      const unlock = () => rmSync(path, { force: true });
      process.once('exit', unlock);
      return unlock;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isAbandoned(path)) rmSync(path, { force: true });
    else await delay(WAIT_MS);
  }
}

function isAbandoned(path) {
  try {
    process.kill(Number(readFileSync(path, 'utf8')), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
