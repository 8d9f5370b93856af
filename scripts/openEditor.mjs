// Opens Loci inside VS Code: the desktop editor of this machine, else a real VS Code served on the loopback.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { install, isPossible, nodeFile, serverMain } from '../test/vscode/tools/setup.mjs';
import { root } from './prepare.mjs';

/** Of the editor that is served here: no welcome page, and no word of ports, which are this machine's own. */
const EDITOR_SETTINGS = { 'workbench.startupEditor': 'none', 'remote.autoForwardPorts': false };

/** Commands of desktop editors that take VS Code's extensions. */
const DESKTOP = ['code', 'codium', 'cursor', 'windsurf', 'code-insiders', 'positron'];
const READY = /Web UI available at (http:\/\/localhost:\d+\S*)/;

/**
 * Installs the extension in an editor and opens it. `description` says where; `close` ends what was begun for it.
 * Throws when there is no editor, or the panels are not built.
 */
export async function openEditor({ dataDir, isWatched }) {
  const vsix = await packed();
  const desktop = DESKTOP.map(findCommand).find((path) => path !== null);
  if (desktop) return openDesktop(desktop, vsix);
  if (!isPossible) throw new Error('no editor is installed (code, codium, cursor, ...), and here none can be served');
  if (!isWatched) throw new Error('the service runs already; use the editor that it was started from');
  return serveEditor(vsix, dataDir);
}

/** The extension for this machine, packed anew when a source is newer. */
async function packed() {
  const target = `${process.platform}-${process.arch}`;
  const file = join(root, 'dist', `loci-start-${target}.vsix`);
  const sources = ['extension', 'server', 'webview-ui', 'media', 'l10n', 'package.json', 'package.nls.json'];
  if (existsSync(file) && statSync(file).mtimeMs > Math.max(...sources.map((name) => newest(join(root, name)))))
    return file;
  console.error('Packing the extension ...');
  const options = ['--target', target, '--file', file, '--built'];
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/package.mjs'), ...options], {
    encoding: 'utf8',
  });
  const reason = /Error: (.+)/.exec(stderr)?.[1];
  if (status !== 0) throw new Error(reason ?? `packing failed\n${stderr}`);
  return file;
}

function newest(path) {
  if (!existsSync(path)) return 0;
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function findCommand(name) {
  const endings = process.platform === 'win32' ? ['.cmd', '.exe'] : [''];
  const folders = (process.env.PATH ?? '').split(delimiter);
  const paths = folders.flatMap((folder) => endings.map((ending) => join(folder, `${name}${ending}`)));
  return paths.find((path) => existsSync(path)) ?? null;
}

function openDesktop(command, vsix) {
  const shell = command.endsWith('.cmd');
  execFileSync(command, ['--install-extension', vsix, '--force'], { stdio: ['ignore', 'ignore', 'inherit'], shell });
  spawn(command, ['--new-window', root], { detached: true, stdio: 'ignore', shell }).unref();
  return { description: `${command} (the Loci icon in its activity bar)`, close: () => undefined };
}

/** Only who knows the token in the printed address can use it. */
function serveEditor(vsix, dataDir) {
  console.error('Installing VS Code (the first time takes a minute) ...');
  install();
  const token = randomBytes(24).toString('hex');
  // Not within the folder that it opens: an extension there counts as the folder's own, and is not trusted.
  const home = join(dataDir, 'editor');
  const settings = join(home, 'data/data/User/settings.json');
  mkdirSync(join(settings, '..'), { recursive: true });
  if (!existsSync(settings)) writeFileSync(settings, JSON.stringify(EDITOR_SETTINGS, null, 2));
  const shared = [
    '--accept-server-license-terms',
    '--server-data-dir',
    join(home, 'data'),
    '--extensions-dir',
    join(home, 'extensions'),
  ];
  const env = { ...process.env, LOCI_DATA_DIR: dataDir };
  execFileSync(nodeFile, [serverMain, ...shared, '--install-extension', vsix, '--force'], { env, stdio: 'ignore' });
  const flags = ['--host', '127.0.0.1', '--port', '0', '--connection-token', token, '--telemetry-level', 'off'];
  // A process group of its own: it has children that must end with it.
  const child = spawn(nodeFile, [serverMain, ...shared, ...flags], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  const close = () => {
    try {
      process.kill(-child.pid, 'SIGTERM');
    } catch {
      // It has ended already.
    }
  };
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the editor ended with code ${code}`)));
    createInterface(child.stdout).on('line', (line) => {
      const address = READY.exec(line)?.[1];
      if (!address) return;
      const url = new URL(address);
      url.searchParams.set('tkn', token);
      url.searchParams.set('folder', root);
      resolve({ description: url.href, close });
    });
  });
}
