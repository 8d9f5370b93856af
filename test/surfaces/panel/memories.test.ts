import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MemoryFilter } from '../../../server/contract/panel/memories.js';
import { startService, type TestService } from '../../support/service.js';
import { chain } from '../../support/chain.js';
import { ask, call, listen } from './support.js';

let service: TestService;
beforeAll(async () => {
  service = await startService({ modelsDisabled: true });
});
afterAll(() => service.close());

const add = async (text: string) => (await call(service, 'memories.add', { text })).items[0]!;
const search = async (text: string, filter: Partial<MemoryFilter> = {}) =>
  call(service, 'memories.search', { text, filter, offset: 0, limit: 50 });
const textsOf = async (text: string, filter: Partial<MemoryFilter> = {}) =>
  (await search(text, filter)).items.map((item) => item.text);

describe('finding', () => {
  it('finds by words, and lists all without', async () => {
    await add('The staging server is called Kestrel');
    await add('Maria prefers green tea in the morning');
    expect((await textsOf('staging server'))[0]).toBe('The staging server is called Kestrel');
    expect(await textsOf('')).toEqual([
      'Maria prefers green tea in the morning',
      'The staging server is called Kestrel',
    ]);
  });

  it('keeps to the app, the category, the state and the time that are asked for', async () => {
    const other = await service.core.identity.ensureScope('user', 'claude');
    await service.core.memories.addVerbatim({
      scope: other,
      content: 'Claude keeps the tea list',
      metadata: {},
      sessionId: null,
    });
    expect(await textsOf('tea', { apps: [other.app.id] })).toEqual(['Claude keeps the tea list']);
    expect(await textsOf('', { apps: [other.app.id] })).toEqual(['Claude keeps the tea list']);
    const [row] = (await search('Maria')).items;
    const category = row!.categories[0]!;
    expect(await textsOf('tea', { categories: [category] })).toContain('Maria prefers green tea in the morning');
    expect(await textsOf('tea', { categories: ['no such category'] })).toEqual([]);
    expect(await textsOf('tea', { states: ['archived'] })).toEqual([]);
    expect(await textsOf('tea', { from: Date.now() + 60_000 })).toEqual([]);
    expect(await textsOf('', { to: 1 })).toEqual([]);
  });

  it('takes any words', async () => {
    for (const text of ['"', '* NEAR( -', '((((', '🎉 漢字 عربى', 'the of and', '%', 'long '.repeat(1900)])
      expect((await ask(service, 'memories.search', { text, filter: {}, offset: 0, limit: 10 })).ok).toBe(true);
  });
});

describe('one memory', () => {
  it('shows what became of it, who read it and what is near', async () => {
    const { id } = await add('My favourite editor theme is Solarized');
    const edited = await call(service, 'memories.edit', { id, text: 'My favourite editor theme is Nord' });
    expect(edited.text).toBe('My favourite editor theme is Nord');
    await call(service, 'memories.setState', { ids: [id], state: 'paused' });
    const [memory, scope] = [
      await service.core.memories.require(null, id),
      await service.core.identity.ensureScope('user', 'cursor'),
    ];
    await service.core.accesses.record(scope, 'search', [{ memory, detail: { query: 'theme' } }]);
    const detail = await call(service, 'memories.get', { id });
    expect(detail).toMatchObject({ text: 'My favourite editor theme is Nord', state: 'paused', accessCount: 1 });
    expect(detail.history.map(({ from, to }) => [from, to])).toEqual([
      [null, 'active'],
      ['active', 'paused'],
    ]);
    expect(detail.accesses).toMatchObject([{ app: 'cursor', kind: 'search', query: 'theme' }]);
    expect(detail.chain.map((version) => version.id)).toEqual([id]);
  });

  it('shows the whole chain from any of its versions', async () => {
    const [first, second, third] = [
      await add('I live in Porto'),
      await add('I live in Lisbon'),
      await add('I live in Rome'),
    ];
    await chain(service, [first.id, second.id, third.id]);
    for (const { id } of [first, second, third]) {
      const { chain } = await call(service, 'memories.get', { id });
      expect(chain.map((version) => version.text)).toEqual(['I live in Porto', 'I live in Lisbon', 'I live in Rome']);
    }
    expect(await textsOf('I live in')).not.toContain('I live in Porto');
  });

  it('is deleted, and comes back as it was', async () => {
    const [kept, paused] = [await add('A note to delete'), await add('A paused note to delete')];
    await call(service, 'memories.setState', { ids: [paused.id], state: 'paused' });
    const { removed } = await call(service, 'memories.delete', { ids: [kept.id, paused.id] });
    expect(await textsOf('note to delete')).toEqual([]);
    expect(await call(service, 'memories.restore', { removed })).toEqual({ restored: 2 });
    expect((await call(service, 'memories.get', { id: paused.id })).state).toBe('paused');
    expect(await textsOf('note to delete')).toContain('A note to delete');
  });

  it('is forgotten for good', async () => {
    const { id } = await add('A note to forget');
    expect(await call(service, 'memories.forget', { ids: [id] })).toEqual({ forgotten: 1 });
    expect(await ask(service, 'memories.get', { id })).toEqual({
      ok: false,
      error: { code: 'not_found', message: 'Memory not found' },
    });
  });
});

describe('all of them', () => {
  it('are counted, and apps can be paused', async () => {
    const { apps, total } = await call(service, 'memories.filters', {});
    const statistics = await call(service, 'memories.statistics', { utcOffset: 0 });
    expect(statistics.total).toBeGreaterThan(3);
    expect(statistics.byDay.reduce((sum, { count }) => sum + count, 0)).toBe(statistics.total);
    expect(statistics.byDay.at(-1)?.day).toBe(Math.floor(Date.now() / 86_400_000));
    expect(statistics.byApp.map(({ name }) => name)).toContain('claude');
    expect(total).toBeGreaterThanOrEqual(statistics.total);
    const claude = apps.find(({ name }) => name === 'claude')!;
    await call(service, 'memories.setAppActive', { app: claude.id, isActive: false });
    const after = await call(service, 'memories.filters', {});
    expect(after.apps.find(({ id }) => id === claude.id)?.isActive).toBe(false);
  });

  it('are exported by a signed link, and imported', async () => {
    const { url, name } = await call(service, 'memories.export', {});
    expect(name).toMatch(/^loci-user-\d{4}-\d\d-\d\d\.zip$/);
    const archive = new Uint8Array(await (await service.fetch(url)).arrayBuffer());
    expect(Object.keys(unzipSync(archive))).toContain('memories.json');
    const { items } = await search('Kestrel');
    await call(service, 'memories.forget', { ids: [items[0]!.id] });
    const imported = await call(service, 'memories.import', {
      archive: Buffer.from(archive).toString('base64'),
      mode: 'skip',
    });
    expect(imported.imported).toBe(1);
    expect((await textsOf('staging server'))[0]).toBe('The staging server is called Kestrel');
    const broken = await ask(service, 'memories.import', { archive: 'bm90IGEgemlw', mode: 'skip' });
    expect(broken).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
  });

  it('are told to have changed, whoever changed them', async () => {
    const events = await listen(service);
    await service.call('POST', '/api/v1/memories/', { user_id: 'user', text: 'Told by another client', infer: false });
    expect(await events.next('memories.changed')).toEqual({});
    events.close();
  });
});
