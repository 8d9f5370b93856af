import { randomUUID } from 'node:crypto';
import type { App, Category, Memory, StateChange, User } from '../../ports/entities.js';
import type { Clock } from '../../ports/clock.js';
import type { Change, Store } from '../../ports/store.js';
import type { JsonObject } from '../../ports/json.js';
import { redactJson } from '../redaction/redact.js';
import { formatDocument, formatLines, type ExportFilter } from './backupFormat.js';
import { parseArchive, type ArchivedMemory } from './backupParse.js';
import { packArchive, unpackArchive } from './backupZip.js';
import type { CommitMemories } from './commit.js';
import { birthOf, newMemory, stateChange } from './record.js';

/** A user's memories as a portable archive. */
export interface Backup {
  /** A zip with `memories.json` and `memories.jsonl.gz`; memories in every state. */
  exportArchive(user: User, filter: ExportFilter): Promise<Buffer>;
  /** Reads such a zip into the user's app `openmemory`. Throws `invalid_input` ("Invalid zip file", ...); then nothing is imported. */
  importArchive(user: User, zip: Buffer, mode: 'skip' | 'overwrite'): Promise<{ imported: number; skipped: number }>;
}

export interface BackupDeps {
  store: Store;
  /** Which of these ids memories of other users have. */
  takenByOthers: (userId: string, ids: string[]) => Promise<string[]>;
  commit: CommitMemories;
  clock: Clock;
}

const IMPORT_APP = 'openmemory';
const BATCH = 500;
const ALL = 1_000_000;

export function createBackup({ store, takenByOthers, commit, clock }: BackupDeps): Backup {
  return {
    async exportArchive(user, filter) {
      const { memories, history } = await collect(store, user, filter);
      const used = new Set(memories.map(({ appId }) => appId));
      const { items } = await store.listApps({
        userId: user.id,
        sortBy: 'name',
        descending: false,
        offset: 0,
        limit: ALL,
      });
      const content = {
        user,
        apps: items.filter(({ id }) => used.has(id)),
        memories,
        categories: await categoriesOf(store, user, memories, clock.now()),
        history,
        filter,
        exportedAt: clock.now(),
      };
      return packArchive(formatDocument(content), formatLines(content));
    },
    async importArchive(user, zip, mode) {
      const { document, lines } = await unpackArchive(zip);
      const archived = await parseArchive(document, lines);
      const idOf = await admitIds(takenByOthers, user, archived);
      const app = await store.ensureApp(user.id, IMPORT_APP, clock.now());
      let imported = 0;
      for (const batch of batchesOf(archived)) {
        const memories = batch.map((memory) => toMemory(memory, { user, app, idOf }));
        const { changes, changed } = await admit(store, memories, mode, clock.now());
        if (changes.length > 0) await commit(changes, { changed });
        imported += changed.length;
      }
      return { imported, skipped: archived.length - imported };
    },
  };
}

function* batchesOf<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += BATCH) yield items.slice(start, start + BATCH);
}

async function collect(
  store: Store,
  user: User,
  { appId, from = -Infinity, to = Infinity }: ExportFilter,
): Promise<{ memories: Memory[]; history: StateChange[] }> {
  const memories: Memory[] = [];
  const history: StateChange[] = [];
  for (let cursor: number | null = 0; cursor !== null;) {
    const batch: Awaited<ReturnType<Store['scanMemories']>> = await store.scanMemories(user.id, cursor, BATCH);
    const wanted = batch.items.filter(
      (memory) => (appId === undefined || memory.appId === appId) && memory.createdAt >= from && memory.createdAt <= to,
    );
    memories.push(...wanted);
    history.push(...(await Promise.all(wanted.map(({ id }) => store.listStateChanges(user.id, id)))).flat());
    cursor = batch.cursor;
  }
  return { memories, history };
}

/** Every category that the memories name; the store lists those of memories in use, the others get a row of their own. */
async function categoriesOf(store: Store, user: User, memories: Memory[], now: number): Promise<Category[]> {
  const listed = new Map((await store.listCategories(user.id)).map((category) => [category.name, category]));
  const names = new Set(memories.flatMap((memory) => memory.categories));
  const newCategory = (name: string): Category => ({
    id: randomUUID(),
    name,
    description: `Automatically created category for ${name}`,
    createdAt: now,
    updatedAt: now,
  });
  return [...names].map((name) => listed.get(name) ?? newCategory(name));
}

/** Under which id a memory of the archive is kept: one that belongs to somebody else gets a new one. Null = it is not in it. */
async function admitIds(
  takenByOthers: BackupDeps['takenByOthers'],
  user: User,
  archived: readonly ArchivedMemory[],
): Promise<(id: string) => string | null> {
  const ids = new Map(archived.map(({ id }) => [id, id]));
  for (const batch of batchesOf([...ids.keys()])) {
    for (const id of await takenByOthers(user.id, [...batch])) ids.set(id, randomUUID());
  }
  return (id) => ids.get(id) ?? null;
}

interface Destination {
  user: User;
  app: App;
  idOf: (id: string) => string | null;
}

function toMemory(archived: ArchivedMemory, { user, app, idOf }: Destination): Memory {
  const { id, content, metadata, categories, sessionId, speaker, statusReason, createdAt, toldAt, ...rest } = archived;
  const memory = newMemory({
    scope: { user, app },
    id: idOf(id) ?? id,
    content,
    metadata,
    categories,
    sessionId,
    speaker,
    statusReason,
    now: createdAt,
  });
  return {
    ...memory,
    ...rest,
    facets: rest.facets && (redactJson(rest.facets as unknown as JsonObject) as unknown as Memory['facets']),
    toldAt: toldAt ?? memory.toldAt,
    nextId: rest.nextId === null ? null : idOf(rest.nextId),
  };
}

/** What of a batch is to be written: the user's own memories that exist are skipped or overwritten. */
async function admit(
  store: Store,
  memories: Memory[],
  mode: 'skip' | 'overwrite',
  now: number,
): Promise<{ changes: Change[]; changed: Memory[] }> {
  const ids = memories.map(({ id }) => id);
  const existing = new Map((await store.getMemories(null, ids)).map((memory) => [memory.id, memory]));
  const changed = memories.filter(({ id }) => mode === 'overwrite' || !existing.has(id));
  const changes = changed.flatMap((memory): Change[] => {
    const before = existing.get(memory.id);
    if (!before) return birthOf(memory);
    const isSame = before.state === memory.state;
    return [
      { kind: 'memory.put', memory },
      ...(isSame ? [] : [{ kind: 'stateChange.add' as const, entry: stateChange(memory, before.state, now) }]),
    ];
  });
  return { changes, changed };
}
