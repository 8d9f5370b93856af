import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, unlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createScreenCapture } from '../../server/adapters/screenCapture/screenCapture.js';
import { createVideoEncoder } from '../../server/adapters/video/videoEncoder.js';
import type { Frame, Screen } from '../../server/ports/screen.js';
import { eventually } from '../support/eventually.js';
import { silentLog } from '../support/silentLog.js';
import { startService, type TestService } from '../support/service.js';
import { HAS_SCREEN, startScreen, type XScreen } from './xScreen.js';

const encoder = createVideoEncoder({ workerFile: resolve('dist/server/workers/encoderWorker.cjs') });

/** A small disk to fill needs a mount, which root may make. */
const CAN_MOUNT = process.getuid?.() === 0 && existsSync('/usr/bin/mount');
const LOREM = Array.from({ length: 38 }, (_, line) =>
  Array.from({ length: 15 }, (_word, at) => ((line * 15 + at) * 7919).toString(36)).join(' '),
);

let x: XScreen;
let service: TestService | null = null;
afterEach(async () => {
  await service?.close();
  service = null;
  await x.close();
});

function see(): Screen {
  return createScreenCapture({
    captureFile: resolve('dist/server/workers/screenCapture.cjs'),
    log: silentLog,
    env: x.env,
  });
}

const pixelAt = ({ pixels, width }: Frame, left: number, top: number): number[] => [
  ...pixels!.subarray((top * width + left) * 4, (top * width + left) * 4 + 3),
];

describe.runIf(HAS_SCREEN)('seeing a real screen', () => {
  it('lists screens and windows', async () => {
    x = await startScreen('1280x800');
    await x.open('known window');
    const screen = see();
    expect(await screen.monitors()).toMatchObject([
      { index: 0, x: 0, y: 0, width: 1280, height: 800, isPrimary: true },
    ]);
    await vi.waitFor(
      async () =>
        expect(await screen.windows()).toContainEqual(expect.objectContaining({ app: 'XTerm', isFocused: true })),
      { timeout: 10_000 },
    );
  });

  it('sends a picture when something changed, and only word of it when nothing did', async () => {
    x = await startScreen('1280x800');
    const frames: Frame[] = [];
    const capture = await see().capture(
      { sight: { kind: 'desktop' }, intervalMs: 150, excluded: [] },
      (frame) => void frames.push(frame),
      () => undefined,
    );
    await vi.waitFor(() => expect(frames.filter(({ pixels }) => pixels === null).length).toBeGreaterThan(2), {
      timeout: 8000,
    });
    expect(frames[0]).toMatchObject({ width: 1280, height: 800, changed: [{ x: 0, y: 0, width: 1280, height: 800 }] });
    const before = frames.length;
    await x.open('a new window');
    await vi.waitFor(() => expect(frames.slice(before).some(({ pixels }) => pixels !== null)).toBe(true), {
      timeout: 8000,
    });
    await capture.stop();
    const after = frames.length;
    await sleep(400);
    expect(frames.length).toBe(after);
  });

  it('blanks an excluded window that is not in front before its pixels leave the capture', async () => {
    x = await startScreen('1280x800');
    await x.open('KeePass', { geometry: '80x24+100+100' });
    await x.open('harmless', { geometry: '80x24+300+200' });
    const look = async (excluded: string[]): Promise<Frame> => {
      const frames: Frame[] = [];
      const capture = await see().capture(
        { sight: { kind: 'desktop' }, intervalMs: 200, excluded },
        (frame) => void frames.push(frame),
        () => undefined,
      );
      await eventually(() => expect(frames.length).toBeGreaterThan(0));
      await capture.stop();
      return frames[0]!;
    };
    // The window paints itself in its own time.
    const isPainted = (frame: Frame): boolean => pixelAt(frame, 120, 140).some((value) => value !== 0);
    let open = await look([]);
    for (let attempt = 0; attempt < 20 && !isPainted(open); attempt++) open = await look([]);
    const blanked = await look(['xterm']);
    expect(pixelAt(open, 120, 140)).not.toEqual([0, 0, 0]);
    expect(pixelAt(blanked, 120, 140)).toEqual([0, 0, 0]);
    expect(blanked.blanked).toBeGreaterThan(0);
    expect(blanked.app).toBe('');
  });

  it('says when the screen is gone, and sees the next one', async () => {
    x = await startScreen('1280x800');
    const [frames, failures]: [Frame[], string[]] = [[], []];
    const capture = await see().capture(
      { sight: { kind: 'desktop' }, intervalMs: 150, excluded: [] },
      (frame) => void frames.push(frame),
      ({ message }) => void failures.push(message),
    );
    await eventually(() => expect(frames.length).toBeGreaterThan(0));
    await x.kill();
    await eventually(() => expect(failures.length).toBeGreaterThan(0));
    const before = frames.length;
    const display = x.env['DISPLAY']!;
    const next = await startScreen('1280x800', display);
    await eventually(() => expect(frames.length).toBeGreaterThan(before));
    await capture.stop();
    await next.close();
  });
});

describe.runIf(HAS_SCREEN)('recording', () => {
  const call = (method: string, path: string, body?: unknown): Promise<{ status: number; body: any }> =>
    service!.call(method, path, body);
  const open = async (capture = {}): Promise<void> => {
    x = await startScreen('1280x800');
    service = await startService({ capture: { isAllowed: true, ...capture }, screenEnv: x.env });
  };
  const recordedFrames = (count: number): Promise<void> =>
    vi.waitFor(
      async () => expect((await call('GET', '/recording/status')).body.frame_count).toBeGreaterThanOrEqual(count),
      {
        timeout: 30_000,
        interval: 100,
      },
    );

  it('goes from start to a file that is listed, read in ranges, and deleted', async () => {
    await open();
    expect((await call('GET', '/recording/screens')).body.screens).toMatchObject([
      { index: 0, width: 1280, height: 800, is_primary: true },
    ]);
    expect(await call('POST', '/recording/start', { duration: 9999, interval: 0.3, audio_source: 'none' })).toEqual({
      status: 200,
      body: { ok: true },
    });
    expect((await call('POST', '/recording/start', {})).status).toBe(500);
    await recordedFrames(2);
    await x.open('something new');
    await recordedFrames(6);
    expect((await call('POST', '/recording/stop')).body).toEqual({ ok: true });
    const { videos } = (await call('GET', '/video/list')).body;
    expect(videos).toHaveLength(1);
    const [{ filename, duration, frame_count: frames, file_size: size }] = videos;
    expect(filename).toMatch(/videos\/recording_\d{8}_\d{6}\.mp4$/);
    expect(statSync(filename)).toMatchObject({ size });
    expect(statSync(filename).mode & 0o777).toBe(0o600);
    expect(await encoder.inspect(filename)).toMatchObject({ frames, bytes: size });
    expect((await encoder.inspect(filename))!.durationSeconds).toBeCloseTo(duration, 2);
    expect(duration).toBeGreaterThan(1);
    const url = `/video/file?filename=${encodeURIComponent(filename)}`;
    const part = await service!.fetch(url, { headers: { range: 'bytes=4-7' } });
    expect([part.status, part.headers.get('content-type'), await part.text()]).toEqual([206, 'video/mp4', 'ftyp']);
    expect((await service!.fetch(url)).headers.get('accept-ranges')).toBe('bytes');
    expect((await call('DELETE', url)).body).toEqual({ deleted: 1 });
    expect(existsSync(filename)).toBe(false);
    expect((await call('GET', url)).status).toBe(404);
  });

  it('begins a new file after every duration, and forgets files that are gone', async () => {
    await open();
    await call('POST', '/recording/start', { duration: 1, interval: 0.2 });
    for (let i = 0; i < 14; i++) {
      x.xdotool('mousemove', String(100 + i * 20), '200');
      if (i % 4 === 0) await x.open(`window ${i}`);
      await sleep(250);
    }
    await call('POST', '/recording/stop');
    const { videos } = (await call('GET', '/video/list')).body;
    expect(videos.length).toBeGreaterThan(1);
    expect(videos.filter(({ filename }: any) => filename.includes('/recording_'))).toHaveLength(1);
    unlinkSync(videos[0].filename);
    expect((await call('GET', '/video/list')).body.videos).toHaveLength(videos.length - 1);
  });

  it('records a region, and says so in the desktop’s pixels', async () => {
    await open();
    await call('POST', '/recording/start', { mode: 'region', region: [100, 50, 501, 351], interval: 1 });
    await recordedFrames(1);
    const status = await service!.fetch('/recording/status');
    const text = await status.text();
    expect(text).toContain('"interval":1.0');
    expect(JSON.parse(text)).toMatchObject({
      is_recording: true,
      mode: 'region',
      region: [100, 50, 501, 351],
      duration: 60,
    });
    await call('POST', '/recording/stop');
    const [video] = (await call('GET', '/video/list')).body.videos;
    // The track header holds the size, as fixed-point numbers: 400 by 300.
    const bytes = readFileSync(video.filename);
    const header = bytes.indexOf('tkhd');
    expect([bytes.readUInt16BE(header + 4 + 76), bytes.readUInt16BE(header + 4 + 80)]).toEqual([400, 300]);
  });

  it('stops by itself, with the reason, when no picture can be had', async () => {
    await open();
    await call('POST', '/recording/start', { interval: 0.1, duration: 9 });
    await recordedFrames(1);
    await call('POST', '/recording/stop');
    await x.kill();
    expect(await call('POST', '/recording/start', {})).toEqual({
      status: 503,
      body: { detail: 'Recording not available: no screen can be seen' },
    });
    expect((await call('GET', '/recording/screens')).body).toEqual({ screens: [] });
  });

  it('refuses what makes no sense, and changes nothing', async () => {
    await open();
    const before = (await call('GET', '/recording/status')).body;
    for (const [body, detail] of [
      [{ mode: 'sideways' }, 'Invalid recording mode: sideways'],
      [{ mode: 'region' }, 'Invalid bbox for region mode: [left, top, right, bottom] is needed'],
      [{ mode: 'region', region: [0, 0, 5, 5] }, 'Invalid bbox for region mode: it is too small, or not on the screen'],
      [
        { mode: 'region', region: [9000, 0, 9500, 50] },
        'Invalid bbox for region mode: it is too small, or not on the screen',
      ],
      [{ mode: 'fullscreen-single' }, 'screen_index is required for fullscreen-single mode'],
      [{ mode: 'fullscreen-single', screen_index: 7 }, 'Invalid screen_index for fullscreen-single mode: 7'],
      [{ duration: 0 }, 'Invalid duration: 0; it is from 1 to 86400'],
      [{ interval: 61 }, 'Invalid interval: 61; it is from 0.1 to 60'],
      [{ audio_source: 'telephone' }, 'Invalid audio_source: telephone'],
      [{ video_format: 'gif' }, 'Invalid video_format: gif'],
      [{ audio_source: 'microphone' }, 'Audio is not recorded: audio_source must be none'],
    ] as const)
      expect(await call('POST', '/recording/start', body)).toEqual({ status: 400, body: { detail } });
    expect((await call('POST', '/recording/start')).status).toBe(422);
    expect((await call('GET', '/recording/status')).body).toEqual(before);
  });

  it('pauses and goes on, in files of its own, and shows what it sees', async () => {
    await open();
    expect((await call('POST', '/recording/pause')).status).toBe(409);
    expect((await service!.fetch('/recording/preview')).status).toBe(404);
    await call('POST', '/recording/start', { interval: 0.2 });
    await recordedFrames(2);
    const preview = await service!.fetch('/recording/preview?width=320');
    expect([preview.status, preview.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect((await call('POST', '/recording/pause')).body).toEqual({ ok: true, is_paused: true });
    const { frame_count: seen } = (await call('GET', '/recording/status')).body;
    await x.open('unseen');
    await sleep(800);
    expect((await call('GET', '/recording/status')).body).toMatchObject({
      is_recording: true,
      is_paused: true,
      frame_count: seen,
    });
    expect((await call('POST', '/recording/resume')).body).toEqual({ ok: true, is_paused: false });
    await recordedFrames(Number(seen) + 2);
    await call('POST', '/recording/stop');
    expect((await call('GET', '/video/list')).body.videos).toHaveLength(2);
    const { elapsed_time: elapsed } = (await call('GET', '/recording/status')).body;
    await sleep(300);
    expect((await call('GET', '/recording/status')).body).toMatchObject({ is_recording: false, elapsed_time: elapsed });
  });

  it.runIf(CAN_MOUNT)('stops with the reason when the disk is full, and what was recorded plays', async () => {
    await open();
    const videos = join(service!.dataDir, 'videos');
    mkdirSync(videos);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128k,mode=0700', 'tmpfs', videos]);
    try {
      await call('POST', '/recording/start', { interval: 0.1 });
      await x.open('text', { lines: LOREM, geometry: '120x40+0+0' });
      for (let step = 0; step < 400; step++) {
        if (!(await call('GET', '/recording/status')).body.is_recording) break;
        x.xdotool('search', '--name', '^text$', 'windowmove', String((step * 37) % 500), String((step * 23) % 300));
        await sleep(60);
      }
      const status = (await call('GET', '/recording/status')).body;
      expect(status).toMatchObject({
        is_recording: false,
        last_failure_message: expect.stringMatching(/disk is full/),
      });
      await vi.waitFor(
        async () => {
          const [video] = (await call('GET', '/video/list')).body.videos;
          expect(await encoder.inspect(video.filename)).toMatchObject({ frames: video.frame_count });
          expect(video.frame_count).toBeGreaterThan(0);
        },
        { timeout: 10_000 },
      );
    } finally {
      await service!.core.recorder.stop();
      execFileSync('umount', ['-l', videos]);
    }
  });

  it('keeps to its limits, the oldest first, and forgets what went', async () => {
    await open({ retention: { maxBytes: 1, maxAgeMs: null } });
    await call('POST', '/recording/start', { interval: 0.2 });
    await recordedFrames(3);
    await call('POST', '/recording/stop');
    expect((await call('GET', '/video/list')).body.videos).toEqual([]);
  });

  it('takes over a video of another program, which stays where it is', async () => {
    await open();
    await call('POST', '/recording/start', { interval: 0.2 });
    await recordedFrames(3);
    await call('POST', '/recording/stop');
    const [{ filename, frame_count: frames }] = (await call('GET', '/video/list')).body.videos;
    const elsewhere = join(service!.dataDir, 'elsewhere.mp4');
    copyFileSync(filename, elsewhere);
    const asked = { filename: elsewhere, mode: 'window', window_title: 'Talk' };
    expect((await call('POST', '/recording/import', asked)).body).toMatchObject({
      ok: true,
      filename: elsewhere,
      imported: true,
      frame_count: frames,
    });
    expect((await call('POST', '/recording/import', asked)).body).toMatchObject({ imported: false, existing: true });
    expect((await call('GET', '/video/list')).body.videos).toHaveLength(2);
    for (const [body, detail] of [
      [{}, 'filename is required'],
      [{ filename: '/nowhere.mp4' }, 'file not found: /nowhere.mp4'],
      [{ filename: '/etc/hostname' }, 'not a video that can be read: /etc/hostname'],
    ] as const)
      expect(await call('POST', '/recording/import', body)).toEqual({ status: 400, body: { detail } });
    expect((await call('DELETE', `/video/file?filename=${encodeURIComponent(elsewhere)}`)).body).toEqual({
      deleted: 1,
    });
    expect(existsSync(elsewhere)).toBe(true);
  });

  it('stops when the permission is taken back', async () => {
    await open({ isAllowed: false });
    const consent = service!.core.consent;
    expect((await call('POST', '/recording/start', {})).status).toBe(403);
    await consent.set(true);
    expect((await call('POST', '/recording/start', { interval: 0.2 })).status).toBe(200);
    await recordedFrames(1);
    await consent.set(false);
    expect((await call('GET', '/recording/status')).body.is_recording).toBe(false);
    await service!.restart();
    expect((await call('POST', '/recording/start', {})).status).toBe(403);
  });

  it('is refused before the person allowed it', async () => {
    await open({ isAllowed: false });
    const { status, body } = await call('POST', '/recording/start', {});
    expect([status, body.detail]).toEqual([403, expect.stringContaining('--allow-capture')]);
    expect((await call('POST', '/recording/stop')).body).toEqual({ ok: true });
  });
});
