import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { discover, type ServiceHandle } from '../../../server/contract/discover.js';
import { nodeFile, serverMain } from '../tools/setup.mjs';

const QUIET = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.commandCenter.enabled': false,
  'remote.autoForwardPorts': false,
};

export interface EditorOptions {
  vsix: readonly string[];
  settings?: Record<string, unknown>;
  /** Files of the folder that is opened. */
  files?: Record<string, string>;
  env?: NodeJS.ProcessEnv;
  /** Tests run inside its extension host. */
  runsTests?: boolean;
  /** Folders are not trusted until somebody says so. */
  asksForTrust?: boolean;
}

/** A real VS Code, served on the loopback, with a home and a data directory of its own. */
export interface Editor {
  home: string;
  dataDir: string;
  folder: string;
  port: number;
  url(query?: string): string;
  log(): string;
  /** The service that its windows use. */
  service(): Promise<ServiceHandle | null>;
  close(): Promise<void>;
}

export async function startEditor(options: EditorOptions): Promise<Editor> {
  const home = mkdtempSync(join(tmpdir(), 'loci-editor-'));
  const [folder, data, dataDir] = [join(home, 'work'), join(home, 'editor'), join(home, 'loci')];
  mkdirSync(join(data, 'data/User'), { recursive: true });
  for (const [name, text] of Object.entries({ 'readme.txt': 'work\n', ...options.files })) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  writeFileSync(join(data, 'data/User/settings.json'), JSON.stringify({ ...QUIET, ...options.settings }));
  const env = {
    ...{ PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8', LOCI_DATA_DIR: dataDir, LOCI_PORT: '0' },
    ...options.env,
  };
  const shared = ['--accept-server-license-terms', '--server-data-dir', data, '--extensions-dir', join(home, 'ext')];
  const installs = options.vsix.flatMap((file) => ['--install-extension', file]);
  if (installs.length > 0)
    execFileSync(nodeFile, [serverMain, ...shared, ...installs], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const child = spawn(
    nodeFile,
    [
      ...[serverMain, ...shared, '--host', '127.0.0.1', '--port', '0', '--without-connection-token'],
      ...['--telemetry-level', 'off', '--reconnection-grace-time', '5'],
      ...(options.asksForTrust ? [] : ['--disable-workspace-trust']),
      ...(options.runsTests ? ['--enable-smoke-test-driver'] : []),
    ],
    { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  const { port, log } = await listening(child);
  return {
    ...{ home, dataDir, folder, port, log },
    url: (query = '') => `http://127.0.0.1:${port}/?folder=${folder}${query}`,
    service: () => discover(dataDir),
    async close() {
      await endGroup(child);
      const service = await discover(dataDir);
      if (service) process.kill(service.pid, 'SIGKILL');
      rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

function listening(child: ChildProcess): Promise<{ port: number; log: () => string }> {
  let text = '';
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      text += chunk.toString();
      const port = /Web UI available at http:\/\/localhost:(\d+)/.exec(text)?.[1];
      if (port) resolve({ port: Number(port), log: () => text });
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`The editor ended with code ${code}\n${text}`)));
  });
}

/** It has children of its own, all in its process group. */
async function endGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGTERM');
  const late = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), 8_000);
  await ended;
  clearTimeout(late);
}
