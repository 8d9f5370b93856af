import { z } from 'zod';
import type { ServiceHandle } from '../../server/contract/discover.js';
import { FORGET, Forgotten } from '../../server/contract/forget.js';
import { callJson } from './api.js';

/** The app that the editor's own commands act as. */
const APP = 'vscode';

const Hit = z.object({
  id: z.string(),
  kind: z.enum(['memory', 'screen', 'conversation', 'activity']),
  text: z.string(),
  score: z.number(),
  app: z.string(),
  created_at: z.string(),
  metadata: z.record(z.string(), z.json()),
});
export type Hit = z.output<typeof Hit>;

export interface SearchRequest {
  text: string;
  kinds?: readonly Hit['kind'][];
  /** ISO 8601. */
  since?: string | undefined;
  limit?: number;
  signal?: AbortSignal | undefined;
}

const Row = z.object({ id: z.string(), content: z.string(), created_at: z.union([z.string(), z.number()]) });
export type MemoryRow = z.output<typeof Row>;
const Session = z.object({ id: z.int(), start_time: z.string(), end_time: z.string(), event_count: z.int() });
export type WorkSession = z.output<typeof Session>;

/** Everything that commands, tools and the participant ask of a user's memory. All throw `ServiceError`. */
export interface Memory {
  search(request: SearchRequest): Promise<Hit[]>;
  /** False when nothing of it was new. */
  add(text: string, options: { isVerbatim: boolean }): Promise<boolean>;
  /** Newest first. */
  recent(options: { since?: number | undefined; limit: number }): Promise<MemoryRow[]>;
  sessions(limit: number): Promise<WorkSession[]>;
  /** For good. How many there were. */
  forget(ids: readonly string[]): Promise<number>;
}

export function createMemory(service: () => Promise<ServiceHandle>, user: string): Memory {
  return {
    async search({ text, kinds, since, limit = 10, signal }) {
      const query = new URLSearchParams({ q: text, user_id: user, limit: String(limit) });
      if (kinds) query.set('kinds', kinds.join(','));
      if (since !== undefined) query.set('from', since);
      const path = `/api/v1/search?${query.toString()}`;
      return (await callJson(await service(), path, z.object({ hits: z.array(Hit) }), { signal })).hits;
    },
    async add(text, { isVerbatim }) {
      const body = { user_id: user, text, app: APP, infer: !isVerbatim, metadata: {} };
      const path = '/openmemory/api/v1/memories/';
      return (await callJson(await service(), path, z.unknown(), { method: 'POST', body })) !== null;
    },
    async recent({ since, limit }) {
      const path = '/openmemory/api/v1/memories/filter';
      const times = since === undefined ? {} : { from_date: Math.floor(since / 1000) };
      const body = { user_id: user, page: 1, size: limit, sort_column: 'created_at', sort_direction: 'desc', ...times };
      return (await callJson(await service(), path, z.object({ items: z.array(Row) }), { method: 'POST', body })).items;
    },
    async sessions(limit) {
      const path = `/process/sessions?limit=${limit}`;
      return (await callJson(await service(), path, z.object({ sessions: z.array(Session) }))).sessions;
    },
    async forget(ids) {
      return (await callJson(await service(), FORGET, Forgotten, { method: 'POST', body: { user, ids } })).forgotten;
    },
  };
}
