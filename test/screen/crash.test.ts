import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createVideoEncoder } from '../../server/adapters/video/videoEncoder.js';
import { HAS_SCREEN, startScreen, type XScreen } from './xScreen.js';

const encoder = createVideoEncoder({ workerFile: resolve('dist/server/workers/encoderWorker.cjs') });

let x: XScreen;
let child: ChildProcess;
const dataDir = mkdtempSync(join(tmpdir(), 'loci-crash-'));
afterEach(async () => {
  child.kill('SIGKILL');
  await x.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function serve(): Promise<string> {
  child = spawn(
    process.execPath,
    [resolve('dist/server/main.cjs'), 'serve', '--port', '0', '--data-dir', dataDir, '--allow-capture'],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: x.env,
    },
  );
  const line = await new Promise<Buffer>((done) => child.stdout!.once('data', done));
  return (JSON.parse(line.toString()) as { url: string }).url;
}

describe.runIf(HAS_SCREEN)('kill -9 while recording', () => {
  it('leaves a file that plays, and the next start knows it', async () => {
    x = await startScreen('640x480');
    const url = await serve();
    const get = async (path: string, on = url): Promise<any> => (await fetch(`${on}${path}`)).json();
    await fetch(`${url}/recording/start`, { method: 'POST', body: JSON.stringify({ interval: 0.1, duration: 9999 }) });
    // Every picture differs, so that groups of them reach the disk.
    await x.open('moving');
    for (let step = 0; step < 60; step++) {
      x.xdotool('search', '--name', '^moving$', 'windowmove', String(step * 3), String(step * 2));
      await new Promise((done) => setTimeout(done, 60));
    }
    await vi.waitFor(async () => expect((await get('/recording/status')).frame_count).toBeGreaterThan(30), {
      timeout: 15_000,
    });
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
    const [name] = readdirSync(join(dataDir, 'videos')).filter((file) => file.endsWith('.mp4'));
    const facts = await encoder.inspect(join(dataDir, 'videos', name!));
    expect(facts!.frames).toBeGreaterThanOrEqual(10);
    const again = await serve();
    const { videos } = await get('/video/list', again);
    expect(videos).toMatchObject([{ frame_count: facts!.frames, file_size: facts!.bytes }]);
    expect(videos[0].duration).toBeCloseTo(facts!.durationSeconds, 3);
  });
});
