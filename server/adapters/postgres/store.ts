import { setTimeout as pause } from 'node:timers/promises';
import { STORE_AWAY, toCoreError } from '../../ports/errors.js';
import type { Log } from '../../ports/log.js';
import type { Store } from '../../ports/store.js';
import { createKeyedMutex } from '../../ports/keyedMutex.js';
import { parseDatabaseUrl } from './address.js';
import { applyChanges } from './commit.js';
import { toStoreError } from './errors.js';
import { migrate } from './migrate.js';
import { createDatabase, type Database } from './pool.js';
import { readRevision } from './revision.js';
import { createStanding } from './standing.js';
import { readStatus } from './status.js';
import * as activity from './tables/activity.js';
import { scanRows } from './tables/all.js';
import * as conversations from './tables/conversations.js';
import * as events from './tables/events.js';
import * as memories from './tables/memories.js';
import * as messages from './tables/messages.js';
import * as people from './tables/people.js';
import * as recordings from './tables/recordings.js';
import * as screenTexts from './tables/screenTexts.js';
import * as tokens from './tables/tokens.js';
import * as vectors from './tables/vectors.js';
import * as work from './tables/work.js';
import { conversationOf } from './turns.js';

export interface PostgresOptions {
  url: string;
  /** Connections at most, besides one that listens. */
  poolSize: number;
  log: Log;
}

/** How long a start waits for a database that is away. */
const START_MS = 30_000;
const START_TRIED_MS = 500;

/** Connects and brings the tables up to date; waits a while for a database that is being started. */
export async function openDatabase({ url, poolSize, log }: PostgresOptions): Promise<Database> {
  const database = createDatabase({ address: parseDatabaseUrl(url), size: poolSize, log });
  const until = Date.now() + START_MS;
  for (let isFirst = true; ; isFirst = false) {
    try {
      await migrate(database, log);
      return database;
    } catch (error) {
      if (toCoreError(error).reason !== STORE_AWAY || Date.now() >= until) {
        await database.close();
        throw error;
      }
      if (isFirst) log.warn('The database is away; waiting for it', { location: database.address.location });
      await pause(START_TRIED_MS);
    }
  }
}

/** The store on a PostgreSQL that any number of services share. Closing it closes the database. */
export async function createPostgresStore(database: Database, log: Log): Promise<Store> {
  const standing = await createStanding(database, log);
  const inTurn = createKeyedMutex();
  /** An operation on the database, as the port has it. */
  const on =
    <Args extends unknown[], T>(operation: (database: Database, ...args: Args) => Promise<T>) =>
    (...args: Args): Promise<T> =>
      operation(database, ...args);
  return {
    async commit(changes) {
      if (changes.length === 0) return;
      const write = (): Promise<void> => database.transaction((session) => applyChanges(session, changes));
      const conversation = conversationOf(changes);
      await (conversation === null ? write() : inTurn.run(conversation, write));
      standing.tell(changes);
    },
    ...people.createUsers(database),
    listUsers: on(people.listUsers),
    listTokens: on(tokens.listTokens),
    ensureApp: on(people.ensureApp),
    getApp: on(people.getApp),
    findApps: on(people.findApps),
    listApps: on(people.listApps),
    countApp: on(people.countApp),
    getMemory: on(memories.getMemory),
    getMemories: on(memories.getMemories),
    listMemories: on(memories.listMemories),
    scanMemories: on(memories.scanMemories),
    countFindable: on(memories.countFindable),
    revision: on(readRevision),
    relatedMemories: on(memories.relatedMemories),
    listReplaced: on(memories.listReplaced),
    countMemories: on(memories.countMemories),
    findByHash: on(memories.findByHash),
    listCategories: on(memories.listCategories),
    getCategories: on(memories.getCategories),
    listStateChanges: on(events.listStateChanges),
    listAccesses: on(events.listAccesses),
    listAccessedBy: on(events.listAccessedBy),
    getTask: on(work.getTask),
    listTasks: on(work.listTasks),
    leaseTasks: on(work.leaseTasks),
    renewTasks: on(work.renewTasks),
    getSetting: on(work.getSetting),
    getBuffer: on(work.getBuffer),
    getRecording: on(recordings.getRecording),
    getRecordings: on(recordings.getRecordings),
    listRecordings: on(recordings.listRecordings),
    getScreenTexts: on(screenTexts.getScreenTexts),
    listScreenTexts: on(screenTexts.listScreenTexts),
    scanScreenTexts: on(screenTexts.scanScreenTexts),
    countScreenTexts: on(screenTexts.countScreenTexts),
    addActivitySession: on(activity.addActivitySession),
    getActivitySession: on(activity.getActivitySession),
    listActivitySessions: on(activity.listActivitySessions),
    getConversation: on(conversations.getConversation),
    findConversation: on(conversations.findConversation),
    listConversations: on(conversations.listConversations),
    listMessages: on(messages.listMessages),
    getMessages: on(messages.getMessages),
    scanMessages: on(messages.scanMessages),
    countMessages: on(messages.countMessages),
    countSpoken: on(messages.countSpoken),
    scanVectors: on(vectors.scanVectors),
    getVectors: on(vectors.getVectors),
    listUnembedded: on(vectors.listUnembedded),
    countUnembedded: on(vectors.countUnembedded),
    scanRows: (kind, cursor, limit) => scanRows(database, kind, cursor, limit),
    exclusively: (key, critical) => standing.exclusively(key, critical),
    watch: (listener) => standing.watch(listener),
    status: on(readStatus),
    purge: on(vacuum),
    async close() {
      await standing.close();
      await database.close();
    },
  };
}

/** Gives back the room of what was erased. What the database's own log and backups still hold is its keeper's matter. */
async function vacuum(database: Database): Promise<void> {
  const client = await database.connect();
  try {
    await client.query('VACUUM loci.memories, loci.memory_vectors, loci.messages, loci.screen_texts, loci.accesses');
  } catch (error) {
    throw toStoreError(error);
  } finally {
    await client.end();
  }
}
