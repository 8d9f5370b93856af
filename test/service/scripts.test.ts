import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identifyProcess } from '../../server/adapters/dataDir/process.js';
import { discover } from '../../server/contract/discover.js';

let dataDir: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'loci-scripts-'));
});
afterEach(async () => {
  const service = await discover(dataDir);
  if (service) process.kill(service.pid, 'SIGKILL');
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

/** npm as a person or a program starts it; their shell stands between it and the service. */
function npm(...args: string[]): { child: ChildProcess; lines: AsyncIterator<string> } {
  const child = spawn('npm', [...args, '--', '--port', '0', '--data-dir', dataDir], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, LOCI_NO_EDITOR: '1' },
  });
  children.push(child);
  return { child, lines: createInterface(child.stdout)[Symbol.asyncIterator]() };
}

async function untilGone(pid: number): Promise<void> {
  while ((await identifyProcess(pid)) !== null) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('npm run -s serve', () => {
  it('prints the line of the service and nothing else, and stops with npm', async () => {
    const { child, lines } = npm('run', '-s', 'serve');
    const ready = JSON.parse(String((await lines.next()).value)) as { url: string; pid: number };
    expect(await discover(dataDir)).toMatchObject({ url: ready.url, pid: ready.pid });
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
    expect((await lines.next()).done).toBe(true);
    await untilGone(ready.pid);
    expect(await readdir(dataDir)).not.toContain('service.json');
  });
});

describe('npm start', () => {
  it('tells where everything is, and stops with npm', async () => {
    const { child, lines } = npm('start');
    let text = '';
    for (let next = await lines.next(); !next.done && !text.includes('Ctrl-C'); next = await lines.next())
      text += `${next.value}\n`;
    const service = await discover(dataDir);
    expect(service).not.toBeNull();
    for (const address of [service!.url, `${service!.url}/docs`, `${service!.url}/mcp`])
      expect(text).toContain(`${address}\n`);
    child.kill('SIGTERM');
    await untilGone(service!.pid);
    expect(await readdir(dataDir)).not.toContain('service.json');
  });
});
