import { randomUUID } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { unzipSync, zipSync } from 'fflate';
import type { App, Memory, User } from '../../ports/entities.js';
import type { Clock } from '../../ports/clock.js';
import { CoreError } from '../../ports/errors.js';
import type { Change, Store } from '../../ports/store.js';
import { formatArchive, parseArchive, type ArchivedMemory } from './backupFormat.js';
import type { CommitMemories } from './commit.js';
import { birthOf, newMemory } from './record.js';

export interface ExportFilter {
  appId?: string | undefined;
  /** Inclusive, epoch ms, on the creation time. */
  from?: number | undefined;
  to?: number | undefined;
}

/** A user's memories as a portable archive. */
export interface Backup {
  /** A zip with `memories.json` and `memories.jsonl.gz`; memories in every state. */
  exportArchive(user: User, filter: ExportFilter): Promise<Buffer>;
  /** Reads such a zip into the user's app `openmemory`. Throws `invalid_input` ("Invalid zip file", ...); then nothing is imported. */
  importArchive(user: User, zip: Buffer, mode: 'skip' | 'overwrite'): Promise<{ imported: number; skipped: number }>;
}

export interface BackupDeps {
  store: Store;
  commit: CommitMemories;
  clock: Clock;
}

const JSON_FILE = 'memories.json';
const LINES_FILE = 'memories.jsonl.gz';
const IMPORT_APP = 'openmemory';
const BATCH = 500;
/** No archive of text is larger when unpacked; a bomb is. */
const MAX_UNPACKED = 512 * 1024 * 1024;

export function createBackup({ store, commit, clock }: BackupDeps): Backup {
  return {
    async exportArchive(user, filter) {
      const { items: apps } = await store.listApps({
        userId: user.id,
        sortBy: 'name',
        descending: false,
        offset: 0,
        limit: 100_000,
      });
      const memories = await collect(store, user, filter);
      const categories = await store.listCategories(user.id);
      const history = (await Promise.all(memories.map(({ id }) => store.listStateChanges(id)))).flat();
      const { document, lines } = formatArchive({ user, apps, memories, categories, history, exportedAt: clock.now() });
      return Buffer.from(
        zipSync({ [JSON_FILE]: Buffer.from(document), [LINES_FILE]: [gzipSync(lines), { level: 0 }] }),
      );
    },
    async importArchive(user, zip, mode) {
      const archived = readArchive(zip);
      const app = await store.ensureApp(user.id, IMPORT_APP, clock.now());
      let imported = 0;
      for (let start = 0; start < archived.length; start += BATCH) {
        const changed = await admit(archived.slice(start, start + BATCH), { user, app, mode, store, clock });
        const changes = changed.flatMap(({ memory, isNew }): Change[] =>
          isNew ? birthOf(memory) : [{ kind: 'memory.put', memory }],
        );
        if (changes.length > 0) await commit(changes, { changed: changed.map(({ memory }) => memory) });
        imported += changed.length;
      }
      return { imported, skipped: archived.length - imported };
    },
  };
}

async function collect(
  store: Store,
  user: User,
  { appId, from = -Infinity, to = Infinity }: ExportFilter,
): Promise<Memory[]> {
  const memories: Memory[] = [];
  for (let cursor: number | null = 0; cursor !== null;) {
    const batch: Awaited<ReturnType<Store['scanMemories']>> = await store.scanMemories(user.id, cursor, BATCH);
    memories.push(
      ...batch.items.filter(
        (memory) =>
          (appId === undefined || memory.appId === appId) && memory.createdAt >= from && memory.createdAt <= to,
      ),
    );
    cursor = batch.cursor;
  }
  return memories;
}

interface Admission {
  user: User;
  app: App;
  mode: 'skip' | 'overwrite';
  store: Store;
  clock: Clock;
}

/** What of a batch is to be written: an id of another user gets a new one, one's own is skipped or overwritten. */
async function admit(
  batch: ArchivedMemory[],
  { user, app, mode, store, clock }: Admission,
): Promise<{ memory: Memory; isNew: boolean }[]> {
  const existing = new Map(
    (
      await store.getMemories(
        null,
        batch.map(({ id }) => id),
      )
    ).map((memory) => [memory.id, memory]),
  );
  return batch.flatMap(({ id, ...fields }) => {
    const known = existing.get(id);
    if (known?.userId === user.id && mode === 'skip') return [];
    const isForeign = known !== undefined && known.userId !== user.id;
    const fresh = newMemory({
      scope: { user, app },
      id: isForeign ? randomUUID() : id,
      sessionId: null,
      now: clock.now(),
      statusReason: 'imported',
      ...fields,
    });
    return [
      { memory: { ...fresh, ...timesOf(fields, fresh), state: fields.state }, isNew: known === undefined || isForeign },
    ];
  });
}

function timesOf(
  { createdAt, updatedAt, archivedAt, deletedAt }: Omit<ArchivedMemory, 'id'>,
  fresh: Memory,
): Partial<Memory> {
  const toldAt = fresh.toldAt === fresh.createdAt ? createdAt : fresh.toldAt;
  return { createdAt, updatedAt, archivedAt, deletedAt, toldAt };
}

/** Checks everything before anything is written. Only the two known names are unpacked, so no path in the zip matters. */
function readArchive(zip: Buffer): ArchivedMemory[] {
  let unpacked = 0;
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(zip, {
      filter: ({ name, originalSize }) => {
        if (name !== JSON_FILE && name !== LINES_FILE) return false;
        unpacked += originalSize;
        if (unpacked > MAX_UNPACKED) throw new CoreError('invalid_input', 'The archive is too large');
        return true;
      },
    });
  } catch (error) {
    throw error instanceof CoreError ? error : new CoreError('invalid_input', 'Invalid zip file');
  }
  const document = files[JSON_FILE];
  if (!document) throw new CoreError('invalid_input', `Invalid zip file: ${JSON_FILE} is missing`);
  return parseArchive(textOf(document), files[LINES_FILE] ? unpackLines(files[LINES_FILE]) : null);
}

function unpackLines(bytes: Uint8Array): string {
  try {
    return textOf(gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED }));
  } catch {
    throw new CoreError('invalid_input', `Invalid zip file: ${LINES_FILE} cannot be unpacked`);
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
