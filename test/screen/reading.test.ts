import { existsSync } from 'node:fs';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startService, type TestService } from '../support/service.js';
import { HAS_SCREEN, startScreen, type XScreen } from './xScreen.js';

let x: XScreen;
let service: TestService;
afterEach(async () => {
  await service.close();
  await x.close();
});

interface Hit {
  id: string;
  kind: string;
  text: string;
  metadata: { application: string; title: string; video: string; offset: number; link: string };
}

async function open(capture = {}, size = '1280x800'): Promise<void> {
  x = await startScreen(size);
  service = await startService({ capture: { isAllowed: true, ...capture }, screenEnv: x.env });
}
const find = async (query: string): Promise<Hit[]> =>
  (await service.call('GET', `/api/v1/search?kinds=screen&q=${encodeURIComponent(query)}`)).body.hits;
const untilFound = (query: string, part: string): Promise<Hit> =>
  vi.waitFor(
    async () => {
      const hit = (await find(query)).find(({ text }) => text.includes(part));
      expect(hit, `${part} in what is found`).toBeDefined();
      return hit!;
    },
    { timeout: 40_000, interval: 300 },
  );
const record = async (body: object = { interval: 0.5 }): Promise<void> =>
  expect((await service.call('POST', '/recording/start', body)).status).toBe(200);
const stop = (): Promise<unknown> => service.call('POST', '/recording/stop');

const LIGHT = [
  'The deployment of heron failed at 14:05 in the warehouse cluster.',
  'Ingrid Sorensen will sign the second invoice on Thursday.',
];
const DARK = ['const retention = readPolicy("nightly", 14);', 'if (attempts > limit) throw new TimeoutError(url);'];

describe.runIf(HAS_SCREEN)('what stands on a real screen', () => {
  it('is read, on light and on dark ground, and found with the moment in the video', async () => {
    await open();
    await x.open('report', { lines: LIGHT, geometry: '90x12+10+10' });
    await x.open('editor', { lines: DARK, geometry: '90x12+10+400', isDark: true });
    await record();
    const hit = await untilFound('who signs the invoice', 'Ingrid Sorensen will sign the second invoice on Thursday.');
    expect((await untilFound('nightly retention', 'readPolicy')).text).toMatch(/TimeoutError\s?\(url\)/);
    await stop();
    const again = (await find('who signs the invoice'))[0]!;
    expect(again).toMatchObject({ id: hit.id, kind: 'screen', metadata: { application: expect.any(String) } });
    expect(existsSync(again.metadata.video)).toBe(true);
    const part = await service.fetch(again.metadata.link.split('#')[0]!, { headers: { Range: 'bytes=0-99' } });
    expect([part.status, part.headers.get('content-type')]).toEqual([206, 'video/mp4']);
    expect(again.metadata.link).toMatch(/#t=\d+(\.\d)?$/);

    const { body } = await service.call(
      'GET',
      `/video/text?filename=${encodeURIComponent(again.metadata.video)}&limit=1000`,
    );
    expect(body.texts.map(({ text }: { text: string }) => text).join('\n')).toContain('warehouse cluster');
  });

  it('that comes later is found at its own moment, and what stays is told once', async () => {
    await open();
    await x.open('first', { lines: LIGHT, geometry: '90x12+10+10' });
    await record();
    const before = await untilFound('warehouse cluster', 'warehouse cluster');
    await x.open('second', { lines: ['Tomasz presents the migration results.'], geometry: '90x12+10+400' });
    const after = await untilFound('migration results', 'Tomasz presents');
    expect(after.text).not.toContain('warehouse');
    expect(after.metadata).toMatchObject({ title: 'second' });
    expect(after.metadata.offset).toBeGreaterThan(before.metadata.offset);
  });

  it('is told to agents, and to who asks in chat, with the link', async () => {
    await open();
    await x.open('report', { lines: LIGHT, geometry: '90x12+10+10' });
    await record();
    await untilFound('warehouse cluster', 'warehouse cluster');
    await stop();
    const client = new Client({ name: 'tester', version: '1' });
    await client.connect(new StreamableHTTPClientTransport(new URL(`${service.url}/mcp`)));
    const seen = (await client.callTool({ name: 'search_screen', arguments: { query: 'heron deployment' } })) as any;
    expect(seen.structuredContent.results[0]).toMatchObject({ title: 'report', link: expect.stringContaining('#t=') });
    const recent = (await client.callTool({ name: 'recent_activity', arguments: { minutes: 5 } })) as any;
    expect(recent.structuredContent.windows.at(-1)).toMatchObject({
      title: 'report',
      text: expect.stringContaining('Ingrid Sorensen'),
    });
    await client.close();
    const { body } = await service.call('POST', '/chat', { message: 'When did the deployment of heron fail?' });
    expect(body.reply).toContain('/video/file?filename=');
    expect(body.reply).toContain('14:05');
  });

  it('is kept without secrets, and without what is excluded, though that is half visible', async () => {
    await open({ excluded: ['KeePass'] });
    const key = ['AKIA', 'IOSFODNN7', 'ABCDEFG'].join('');
    await x.open('KeePass', { lines: Array.from({ length: 11 }, () => 'hidden pelican'), geometry: '60x12+10+10' });
    await x.open('notes', { lines: ['', `  aws_access_key_id = ${key}`, '  plain walrus'], geometry: '60x12+300+150' });
    await record();
    await untilFound('walrus', 'plain walrus');
    await stop();
    await service.core.screenReader.settled();
    expect(await find('pelican')).toEqual([]);
    const all = await service.core.screenTexts.list(await service.core.identity.ensureScope('user', 'memscreen'), {
      order: 'oldest',
      offset: 0,
      limit: 100,
    });
    const text = JSON.stringify(all.items);
    expect(text).not.toContain('pelican');
    expect(text).not.toContain('KeePass');
    expect(text).not.toMatch(/AKIA[A-Z0-9]{10}/);
  });

  it('is gone from search with its video', async () => {
    await open();
    await x.open('report', { lines: LIGHT, geometry: '90x12+10+10' });
    await record();
    const { metadata } = await untilFound('warehouse cluster', 'warehouse cluster');
    await stop();
    await service.core.screenReader.settled();
    const [file] = (await service.call('GET', '/video/list')).body.videos;
    expect(file).toMatchObject({ filename: metadata.video, content_summary: expect.stringContaining('report') });
    const thumbnail = await service.fetch(`/video/thumbnail?filename=${encodeURIComponent(metadata.video)}`);
    expect([thumbnail.status, thumbnail.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(Buffer.from(await thumbnail.arrayBuffer()).subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
    expect((await service.call('DELETE', `/video/file?filename=${encodeURIComponent(metadata.video)}`)).status).toBe(
      200,
    );
    expect(await find('warehouse cluster')).toEqual([]);
    await service.restart();
    expect(await find('warehouse cluster')).toEqual([]);
  });

  it('is not read in a language whose data is missing, which is said and holds nothing up', async () => {
    await open({ languages: ['xxx'] });
    await x.open('report', { lines: LIGHT });
    await record();
    await vi.waitFor(
      async () => {
        const { body } = await service.call('GET', '/recording/status');
        expect(body.reading_failure_message).toContain('loci languages add xxx');
        expect(body.frame_count).toBeGreaterThan(4);
      },
      { timeout: 20_000 },
    );
  });
});
