import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStudio } from '../../server/adapters/storyboard/studio.js';
import { planStory } from '../../server/core/media/storyboard.js';
import type { Storyboard, Studio } from '../../server/ports/studio.js';
import { startFakeMediaServer, type FakeMediaServer } from '../support/fakeMediaServer.js';
import { startService, type TestService, type TestServiceOptions } from '../support/service.js';
import { silentLog } from '../support/silentLog.js';

let service: TestService;
let server: FakeMediaServer | null = null;
afterEach(async () => {
  await service.close();
  await server?.close();
  server = null;
});
const open = async (options: TestServiceOptions = {}): Promise<void> => void (service = await startService(options));
const filmFolder = (): string => join(service.dataDir, 'media/video');
const filesOf = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

/** So long a film that it is not over before a test has looked at it. */
const LONG = { text: 'A long film', video_settings: { width: 512, height: 512, duration_seconds: 60 }, async: true };
/** Takes long on a quick machine too. */
const LARGE = { ...LONG, video_settings: { ...LONG.video_settings, width: 1920, height: 1920 } };
const SHORT = { text: 'A short film', video_settings: { width: 256, height: 256, duration_seconds: 1 } };
const askFilm = (body: object) => service.call('POST', '/api/v1/media/video', body);
const statusOf = async (id: string) => (await service.call('GET', `/api/v1/media/status/${id}`)).body;
async function until(id: string, fits: (status: any) => boolean): Promise<any> {
  for (;;) {
    const status = await statusOf(id);
    if (fits(status)) return status;
    await new Promise((done) => setTimeout(done, 50));
  }
}
const isOver = (status: any): boolean => !['queued', 'processing'].includes(status.status);

describe('a media request', () => {
  it('answers at once when asked to, tells how far it is, and is remembered over a restart', async () => {
    await open();
    const { status, body } = await askFilm({ ...SHORT, async: true });
    expect([status, body.media_type, body.result, body.completed_at]).toEqual([202, 'video', null, null]);
    const done = await until(body.request_id, isOver);
    expect(done).toMatchObject({
      request_id: body.request_id,
      status: 'completed',
      progress: 100,
      result: {
        duration_seconds: 1,
        resolution: '256x256',
        narration: 'none',
        note: expect.stringMatching(/espeak-ng/),
      },
      error: null,
    });
    expect((await service.fetch(done.result.video_url)).status).toBe(200);
    await service.restart();
    expect(await statusOf(body.request_id)).toEqual(done);
  });

  it('goes on after a restart in the middle of it', async () => {
    await open();
    const { body } = await askFilm({
      ...SHORT,
      video_settings: { width: 320, height: 320, duration_seconds: 8 },
      async: true,
    });
    await until(body.request_id, ({ progress }) => progress > 20 && progress < 90);
    await service.restart();
    expect(await until(body.request_id, isOver)).toMatchObject({ status: 'completed' });
    expect((await filesOf(filmFolder())).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('can be called off while it is made and while it waits, and leaves nothing behind', async () => {
    await open();
    const made = await askFilm(LARGE);
    const waiting = await askFilm(LARGE);
    await until(made.body.request_id, ({ progress }) => progress > 15);
    expect(await statusOf(waiting.body.request_id)).toMatchObject({ status: 'queued', progress: 0 });
    for (const { body } of [waiting, made]) {
      const answer = await service.call('DELETE', `/api/v1/media/status/${body.request_id}`);
      expect([answer.status, answer.body.status]).toEqual([200, 'cancelled']);
      expect(answer.body.completed_at).not.toBeNull();
    }
    expect(await filesOf(filmFolder())).toEqual([]);
    expect((await askFilm(SHORT)).status).toBe(200);
  });

  it('is called off when whoever waits for it hangs up', async () => {
    await open();
    const abort = new AbortController();
    const asked = service.fetch('/api/v1/media/video', {
      method: 'POST',
      body: JSON.stringify({ ...LONG, async: false }),
      signal: abort.signal,
    });
    asked.catch(() => undefined);
    const taskId = async (): Promise<string> => (await service.core.tasks.list({ limit: 1 }))[0]?.id ?? '';
    while ((await taskId()) === '') await new Promise((done) => setTimeout(done, 20));
    abort.abort();
    expect(await until(`media_req_${await taskId()}`, isOver)).toMatchObject({ status: 'cancelled' });
  });

  it('is refused when too many wait already', async () => {
    await open({ media: { mostWaiting: 1 } });
    const [first, second, third] = [await askFilm(LONG), await askFilm(LONG), await askFilm(LONG)];
    expect([first.status, second.status, third.status]).toEqual([202, 202, 503]);
    expect(third.body.error).toMatchObject({ code: 'SERVICE_UNAVAILABLE', details: { reason: 'queue_full' } });
    for (const { body } of [first, second]) await service.call('DELETE', `/api/v1/media/status/${body.request_id}`);
    expect((await askFilm(SHORT)).status).toBe(200);
  });

  it('has rate limits of its own', async () => {
    await open({ media: { videosPerHour: 1, voicesPerHour: 1 } });
    expect((await askFilm(SHORT)).status).toBe(200);
    const refused = await service.fetch('/api/v1/media/video', { method: 'POST', body: JSON.stringify(SHORT) });
    expect([refused.status, Number(refused.headers.get('retry-after')) > 3000]).toEqual([429, true]);
    expect((await service.call('GET', '/api/v1/characters')).status).toBe(200);
  });

  it('of a wrong kind or without a name is not found', async () => {
    await open();
    service.core.tasks.define('other', () => Promise.resolve(null));
    const { id } = await service.core.tasks.submit('other', 'user', {});
    for (const name of ['media_req_1', `media_req_${id}`, id, 'x']) {
      for (const method of ['GET', 'DELETE']) {
        const { status, body } = await service.call(method, `/api/v1/media/status/${name}`);
        expect([status, body.error.code]).toEqual([404, 'NOT_FOUND']);
      }
    }
  });
});

describe('without a voice', () => {
  it('speech is refused with what to install, health tells it, and answers carry none', async () => {
    await open();
    const { status, body } = await service.call('POST', '/api/v1/media/voice', { text: 'Hi' });
    expect(status).toBe(503);
    expect(body.error).toMatchObject({ code: 'SERVICE_UNAVAILABLE', details: { reason: 'no_voice' } });
    expect(body.error.message).toMatch(/install espeak-ng/);
    expect((await service.call('GET', '/api/v1/health')).body.services).toMatchObject({
      voice_generator: 'unavailable',
    });
    expect((await service.call('POST', '/api/v1/chat/message', { message: 'Hello' })).body.media).toBeUndefined();
  });
});

describe('servers for speech and video', () => {
  beforeEach(async () => {
    server = await startFakeMediaServer();
  });
  const serverOf = () => ({ baseUrl: server!.url, model: 'm', apiKey: null });

  it('speak, and are told no secrets', async () => {
    await open({ media: { speech: serverOf() } });
    const { status, body } = await service.call('POST', '/api/v1/media/voice', {
      text: 'My password=hunter2hunter2 today',
    });
    expect(status).toBe(200);
    expect(server!.calls[0]!.body['input']).not.toContain('hunter2hunter2');
    const wav = Buffer.from(await (await service.fetch(body.audio_url)).arrayBuffer());
    expect(wav.readUInt32LE(40) / 48_000).toBeCloseTo(body.duration_seconds, 2);
  });

  it('make videos; what is no JPEG is replaced by a card of ours', async () => {
    await open();
    const own = await askFilm(SHORT);
    server!.video = Buffer.from(await (await service.fetch(own.body.video_url)).arrayBuffer());
    await service.close();
    await open({ media: { video: serverOf() } });
    const { status, body } = await askFilm({
      text: 'Mountains',
      video_settings: { width: 512, height: 512, duration_seconds: 4 },
    });
    expect(status, JSON.stringify(body)).toBe(200);
    // What was made counts, not what was asked for.
    expect(body).toMatchObject({ resolution: '256x256', duration_seconds: 1, narration: 'elsewhere' });
    const thumbnail = Buffer.from(await (await service.fetch(body.thumbnail_url)).arrayBuffer());
    expect(thumbnail.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
  });

  it('that send what nobody can play are told of, and nothing is kept', async () => {
    await open({ media: { video: serverOf() } });
    const { status, body } = await askFilm(SHORT);
    expect([status, body.error.code, body.error.details.reason]).toEqual([
      503,
      'SERVICE_UNAVAILABLE',
      'upstream_failed',
    ]);
    expect(await filesOf(filmFolder())).toEqual([]);
  });
});

describe('the studio', () => {
  let folder: string;
  const story: Storyboard = {
    width: 256,
    height: 256,
    style: 'minimal',
    name: 'Assistant',
    look: { primary: '#2f5bea', accent: '#5be3c8', figure: 'friend' },
    ...planStory([{ text: 'Hello there.', sound: null }], 1),
  };
  const files = () => ({ video: join(folder, 'v.mp4'), thumbnail: join(folder, 'v_thumb.jpg') });
  const open = (over: Partial<Parameters<typeof createStudio>[0]> = {}): Studio =>
    createStudio({
      workerFile: resolve('dist/server/workers/storyboardWorker.cjs'),
      wasmFile: resolve('dist/server/resvg.wasm'),
      fontsFolder: resolve('dist/server/fonts'),
      log: silentLog,
      ...over,
    });
  const film = (studio: Studio) => studio.film(story, files(), () => undefined, new AbortController().signal);
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'loci-studio-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('leaves nothing behind when the disk is full', async () => {
    await symlink('/dev/full', join(folder, 'v.mp4.part'));
    await expect(film(open())).rejects.toMatchObject({ code: 'storage_full' });
    expect(await readdir(folder)).toEqual([]);
    await symlink('/dev/full', join(folder, 'v_thumb.jpg.part'));
    await expect(film(open())).rejects.toMatchObject({ code: 'storage_full' });
    expect(await readdir(folder)).toEqual([]);
    expect(await film(open())).toMatchObject({ width: 256, height: 256, durationSeconds: 1 });
  });

  it.each([
    ['throws', 'throw new Error("broken")'],
    ['ends', 'process.exit(3)'],
  ])('tells of a worker that %s, which takes nothing else along', async (_how, program) => {
    const workerFile = join(folder, 'worker.cjs');
    await writeFile(workerFile, program);
    await expect(film(open({ workerFile }))).rejects.toMatchObject({ code: 'unavailable' });
    expect(await readdir(folder)).toEqual(['worker.cjs']);
    expect(await film(open())).toMatchObject({ durationSeconds: 1 });
  });

  it('shows letters of all scripts that it has fonts for, and passes over those that it has none for', async () => {
    const texts = [
      'Grüße Ελλάδα Привет 你好 ありがとう 안녕하세요',
      '👍🏽🎉',
      'مرحبا',
      '<b>&amp;</b> "quoted"',
      'W'.repeat(300),
    ];
    for (const text of texts) {
      const plan = planStory([{ text, sound: null }], 1);
      await expect(
        open().film({ ...story, ...plan, name: text }, files(), () => undefined, new AbortController().signal),
      ).resolves.toMatchObject({ durationSeconds: 1 });
    }
  });
});
