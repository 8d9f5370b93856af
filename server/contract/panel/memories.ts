import { z } from 'zod';
import { Id, Moment, Nothing, Slice, Text } from './common.js';
import { request } from './define.js';

export const MemoryStateName = z.enum(['active', 'paused', 'archived', 'deleted']);
export type MemoryStateName = z.output<typeof MemoryStateName>;

/** A memory as a list shows it. */
export const MemoryRow = z.object({
  id: Id,
  text: z.string(),
  app: z.string(),
  state: MemoryStateName,
  categories: z.array(z.string()),
  createdAt: Moment,
  /** Something newer stands in its place. */
  isSuperseded: z.boolean(),
});
export type MemoryRow = z.output<typeof MemoryRow>;

export const MemoryDetail = MemoryRow.extend({
  updatedAt: Moment,
  toldAt: Moment,
  sessionId: z.string().nullable(),
  speaker: z.string().nullable(),
  metadata: z.record(z.string(), z.json()),
  /** All versions, oldest first, this one among them; just itself where it never changed. */
  chain: z.array(MemoryRow.extend({ reason: z.string() })),
  /** Of its state; `from` null = it came into being. */
  history: z.array(z.object({ at: Moment, from: MemoryStateName.nullable(), to: MemoryStateName })),
  /** Which client read it, the newest first. */
  accesses: z.array(z.object({ at: Moment, app: z.string(), kind: z.string(), query: z.string().nullable() })),
  accessCount: z.int(),
  related: z.array(MemoryRow),
});
export type MemoryDetail = z.output<typeof MemoryDetail>;

export const MemoryFilter = z.object({
  apps: z.array(Id).max(200).default([]),
  categories: z.array(z.string().max(200)).max(200).default([]),
  /** Empty = those that are neither archived nor deleted. */
  states: z.array(MemoryStateName).max(4).default([]),
  /** Inclusive, on when it was made. */
  from: Moment.nullable().default(null),
  to: Moment.nullable().default(null),
});
export type MemoryFilter = z.output<typeof MemoryFilter>;

export const AppRow = z.object({
  id: Id,
  name: z.string(),
  isActive: z.boolean(),
  memories: z.int(),
  accesses: z.int(),
  lastAccess: Moment.nullable(),
});
export type AppRow = z.output<typeof AppRow>;

const Counted = z.array(z.object({ name: z.string(), count: z.int() }));

export const Statistics = z.object({
  total: z.int(),
  byState: Counted,
  byApp: Counted,
  byCategory: Counted,
  /** `day` counts from 1970-01-01 on the caller's calendar. */
  byDay: z.array(z.object({ day: z.int(), count: z.int() })),
  accesses: Counted,
});
export type Statistics = z.output<typeof Statistics>;

const ids = z.array(Id).min(1).max(1000);
const Previous = z.object({ id: Id, state: MemoryStateName });

/** What the Memories panel asks. */
export const MEMORY_REQUESTS = {
  /** With words: the most fitting first, at most 200 in all; without: the newest first. */
  'memories.search': request(
    z.object({ text: z.string().max(10_000), filter: MemoryFilter, ...Slice }),
    z.object({ items: z.array(MemoryRow), total: z.int() }),
  ),
  'memories.get': request(z.object({ id: Id }), MemoryDetail),
  'memories.filters': request(
    Nothing,
    z.object({ apps: z.array(AppRow), categories: z.array(z.string()), total: z.int() }),
  ),
  /** With `infer` its facts are kept, as far as they are new; else the text as it is. */
  'memories.add': request(
    z.object({ text: Text, infer: z.boolean().default(false) }),
    z.object({ items: z.array(MemoryRow) }),
  ),
  'memories.edit': request(z.object({ id: Id, text: Text }), MemoryRow),
  'memories.setState': request(
    z.object({ ids, state: z.enum(['active', 'paused', 'archived']) }),
    z.object({ changed: z.int() }),
  ),
  /** Can be taken back with `memories.restore` and what it answers. */
  'memories.delete': request(z.object({ ids }), z.object({ removed: z.array(Previous) })),
  'memories.restore': request(
    z.object({ removed: z.array(Previous).min(1).max(1000) }),
    z.object({ restored: z.int() }),
  ),
  /** For good: also out of logs, snapshots and backups. */
  'memories.forget': request(z.object({ ids }), z.object({ forgotten: z.int() })),
  'memories.setAppActive': request(z.object({ app: Id, isActive: z.boolean() }), Nothing),
  /** `utcOffset`: minutes east of UTC. */
  'memories.statistics': request(z.object({ utcOffset: z.int().min(-900).max(900) }), Statistics),
  /** A link, good for some minutes, to an archive of everything. */
  'memories.export': request(Nothing, z.object({ name: z.string(), url: z.string() })),
  'memories.import': request(
    z.object({ archive: z.base64().max(90_000_000), mode: z.enum(['skip', 'overwrite']) }),
    z.object({ imported: z.int(), skipped: z.int() }),
  ),
} as const;

export const MEMORY_EVENTS = {
  /** Some were written or removed, by whomever. */
  'memories.changed': Nothing,
} as const;
