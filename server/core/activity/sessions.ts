import type { Clock } from '../../ports/clock.js';
import type { ActivitySession } from '../../ports/entities.js';
import { CoreError, toCoreError } from '../../ports/errors.js';
import type { JsonObject } from '../../ports/json.js';
import type { Log } from '../../ports/log.js';
import type { Page, Slice, Store } from '../../ports/store.js';
import type { Scope } from '../memory/identity.js';
import type { Memories } from '../memory/memories.js';
import { redactJson } from '../redaction/redact.js';
import { categorise, findPatterns, type Categories, type Patterns } from './analysis.js';
import { readEvents } from './events.js';
import { drawProcessMap, type ProcessMap } from './processMap.js';
import { tellSession } from './telling.js';

export interface SessionAnalysis {
  categories: Categories;
  patterns: Patterns;
}

/** What was done, in sessions; each is also a memory. */
export interface ActivitySessions {
  /** Keeps the events verbatim, secrets blacked out, and a memory that tells of them. */
  save(scope: Scope, events: JsonObject[], startTime: string, endTime: string): Promise<ActivitySession>;
  /** Newest first. */
  list(scope: Scope, slice: Slice): Promise<Page<ActivitySession>>;
  /** Throws `not_found`. */
  require(scope: Scope, id: number): Promise<ActivitySession>;
  analyse(session: ActivitySession): SessionAnalysis;
  /** Of one session, or of the newest of all. */
  map(scope: Scope, id: number | null): Promise<ProcessMap>;
  /** With its memory; how many there were. */
  remove(scope: Scope, id: number): Promise<number>;
  removeAll(scope: Scope): Promise<number>;
}

export interface ActivitySessionsDeps {
  store: Store;
  memories: Memories;
  clock: Clock;
  log: Log;
}

const BATCH = 100;
/** A map of more says no more. */
const MOST_MAPPED = 500;

export function createActivitySessions({ store, memories, clock, log }: ActivitySessionsDeps): ActivitySessions {
  /** The session stands, whatever becomes of its memory. */
  const remember = async (scope: Scope, session: ActivitySession): Promise<string | null> => {
    if (session.events.length === 0 || !scope.app.isActive) return null;
    try {
      const { content, metadata } = tellSession(session);
      const { id } = await memories.addVerbatim({ scope, content, metadata, sessionId: null });
      await store.commit([{ kind: 'activitySession.link', userId: session.userId, id: session.id, memoryId: id }]);
      return id;
    } catch (error) {
      log.warn('A session could not be told as a memory', { id: session.id, code: toCoreError(error).code });
      return null;
    }
  };

  const erase = async ({ userId, id, memoryId }: ActivitySession): Promise<void> => {
    await store.commit([{ kind: 'activitySession.erase', userId, id }]);
    if (memoryId !== null) await memories.erase(userId, memoryId);
  };

  const require = async ({ user }: Scope, id: number): Promise<ActivitySession> => {
    const session = await store.getActivitySession(user.id, id);
    if (!session) throw new CoreError('not_found', 'Session not found');
    return session;
  };

  return {
    async save(scope, events, startTime, endTime) {
      const kept = events.map((event) => redactJson(event) as JsonObject);
      const countOf = (type: string): number => kept.filter((event) => event['type'] === type).length;
      const fields = {
        userId: scope.user.id,
        startTime,
        endTime,
        events: kept,
        keystrokes: countOf('keypress'),
        clicks: countOf('click'),
        memoryId: null,
        createdAt: clock.now(),
      };
      const session = { ...fields, id: await store.addActivitySession(fields) };
      return { ...session, memoryId: await remember(scope, session) };
    },
    list: ({ user }, slice) => store.listActivitySessions(user.id, slice),
    require,
    analyse({ events }) {
      const read = readEvents(events);
      return { categories: categorise(read), patterns: findPatterns(read) };
    },
    async map(scope, id) {
      const sessions =
        id === null
          ? (await store.listActivitySessions(scope.user.id, { offset: 0, limit: MOST_MAPPED })).items.toReversed()
          : [await require(scope, id)];
      return drawProcessMap(sessions.map(({ events }) => readEvents(events)));
    },
    async remove({ user }, id) {
      const session = await store.getActivitySession(user.id, id);
      if (session) await erase(session);
      return session ? 1 : 0;
    },
    async removeAll({ user }) {
      let removed = 0;
      for (;;) {
        const { items } = await store.listActivitySessions(user.id, { offset: 0, limit: BATCH });
        if (items.length === 0) return removed;
        for (const session of items) await erase(session);
        removed += items.length;
      }
    },
  };
}
