import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { discover } from '../../server/contract/discover.js';
import { openBrowser, openWorkbench, screenshot } from './support/browser.js';
import { isPossible } from './tools/setup.mjs';

const isBuilt = existsSync('dist/webview/panel.js');

describe.skipIf(!isPossible || !isBuilt)('npm start, where no desktop editor is installed', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'loci-start-'));
  let start: ChildProcess;
  let address = '';

  beforeAll(async () => {
    start = spawn(process.execPath, ['scripts/start.mjs', '--port', '0', '--data-dir', dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, PATH: '/usr/bin:/bin' },
    });
    let text = '';
    for await (const chunk of start.stdout!) {
      text += String(chunk);
      if (text.includes('Ctrl-C')) break;
    }
    address = /Editor +(\S+)/.exec(text)?.[1] ?? text;
  });
  afterAll(async () => {
    const service = await discover(dataDir);
    const ended = once(start, 'exit');
    start.kill('SIGTERM');
    await ended;
    if (service) expect(await discover(dataDir)).toBeNull();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('serves an editor to who has the printed address, and to nobody else', async () => {
    const url = new URL(address);
    expect(url.hostname).toBe('localhost');
    // The token becomes a cookie, and the address is asked for again without it.
    const open = await fetch(address, { redirect: 'manual' });
    expect([open.status, open.headers.get('set-cookie')]).toEqual([302, expect.stringContaining('vscode-tkn=')]);
    url.searchParams.delete('tkn');
    expect((await fetch(url)).status).toBe(403);
  });

  it('has Loci in it, on the service that was started', async () => {
    const browser = await openBrowser();
    try {
      await openWorkbench(browser.page, address);
      const service = (await discover(dataDir))!;
      const leases = async (): Promise<number> =>
        ((await (await service.fetch('/_loci/status')).json()) as { leases: number }).leases;
      await expect.poll(leases, { timeout: 60_000 }).toBe(1);
      await screenshot(browser.page, 'start');
    } finally {
      await browser.close();
    }
  });
});
