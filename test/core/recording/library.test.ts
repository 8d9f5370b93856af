import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Scope } from '../../../server/core/memory/identity.js';
import { createLibrary, type Library } from '../../../server/core/recording/library.js';
import type { ScreenTexts } from '../../../server/core/recording/reading/screenTexts.js';
import type { Encoder } from '../../../server/ports/encoder.js';
import type { Recording } from '../../../server/ports/entities.js';
import type { Store } from '../../../server/ports/store.js';
import type { VideoFolder } from '../../../server/ports/videoFolder.js';

const NOW = 1_700_000_000_000;
const HOUR_MS = 3_600_000;
const scope = { user: { id: 'u' } } as Scope;
const row = (name: string, more: Partial<Recording> = {}): Recording =>
  ({
    id: name,
    userId: 'u',
    file: join('/videos', name),
    bytes: 10,
    endedAt: NOW - 10 * HOUR_MS,
    isOpen: false,
    ...more,
  }) as Recording;

interface Place {
  sharesStore: boolean;
  isShared?: boolean;
  /** Names of the files that are here, with when they were last written to. */
  here: Record<string, number>;
  maxBytes?: number;
}

/** A library over these rows; tells which it erased and which it closed. */
function open(rows: Recording[], { sharesStore, isShared = false, here, maxBytes }: Place) {
  const erased: string[] = [];
  const closed: string[] = [];
  const changedAt = (file: string): number | null => here[file.replace('/videos/', '')] ?? null;
  const library: Library = createLibrary({
    store: {
      listRecordings: () => Promise.resolve({ items: rows, total: rows.length }),
      commit: (changes: { recording: Recording }[]) => {
        closed.push(...changes.map(({ recording }) => recording.id));
        return Promise.resolve();
      },
    } as unknown as Store,
    encoder: { inspect: (file: string) => Promise.resolve(changedAt(file) === null ? null : {}) } as unknown as Encoder,
    folder: {
      path: '/videos',
      isShared,
      sizesOf: (files: string[]) => Promise.resolve(files.map((file) => (changedAt(file) === null ? null : 10))),
      findDraft: (path: string) => Promise.resolve(changedAt(path) && { path, changedAt: changedAt(path) }),
      drafts: () => Promise.resolve([]),
      holds: () => true,
      isElsewhere: (file: string) => file.includes('://'),
      remove: () => Promise.resolve(),
      free: () => Promise.resolve(1e12),
    } as unknown as VideoFolder,
    texts: {
      eraseWith: (gone: readonly Recording[]) => {
        erased.push(...gone.map(({ id }) => id));
        return Promise.resolve();
      },
    } as unknown as ScreenTexts,
    describing: { wantsPicture: false, describe: (recording) => Promise.resolve(recording) },
    retention: { maxBytes: maxBytes ?? null, maxAgeMs: null },
    reserveBytes: 0,
    sharesStore,
    clock: { now: () => NOW },
  });
  return { library, erased, closed };
}

describe('recordings whose files are not here', () => {
  const rows = [row('here'), row('elsewhere')];
  const here = { here: NOW };

  it('are forgotten where this service alone has the store', async () => {
    const { library, erased } = open(rows, { sharesStore: false, here });
    expect((await library.list(scope)).map(({ id }) => id)).toEqual(['here']);
    expect(erased).toEqual(['elsewhere']);
  });

  it('are left to whoever has them where services share it', async () => {
    const { library, erased } = open(rows, { sharesStore: true, here, maxBytes: 0 });
    expect((await library.list(scope)).map(({ id }) => id)).toEqual(['here']);
    expect(erased).toEqual([]);
    expect(await library.makeRoom()).toBe(1);
    expect(erased).toEqual(['here']);
  });
});

describe('recordings that are still open at a start', () => {
  const rows = [row('mine', { isOpen: true }), row('elsewhere', { isOpen: true })];

  it('are completed, or forgotten without a file, where this service alone has the store', async () => {
    const { library, erased, closed } = open(rows, { sharesStore: false, here: { mine: NOW } });
    await library.repair();
    expect([closed, erased]).toEqual([['mine'], ['elsewhere']]);
  });

  it('are completed where their file is in a folder of one’s own, and else left alone', async () => {
    const { library, erased, closed } = open(rows, { sharesStore: true, here: { mine: NOW } });
    await library.repair();
    expect([closed, erased]).toEqual([['mine'], []]);
  });

  it('are another’s in a shared folder, as long as somebody may be writing', async () => {
    const here = { mine: NOW - 2 * HOUR_MS, elsewhere: NOW - 1000 };
    const { library, erased, closed } = open(rows, { sharesStore: true, isShared: true, here });
    await library.repair();
    expect([closed, erased]).toEqual([['mine'], []]);
  });
});
