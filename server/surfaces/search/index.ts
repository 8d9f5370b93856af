import { z } from 'zod';
import { HIT_KINDS, type HitKind } from '../../ports/searchIndex.js';
import type { Hit } from '../../core/retrieval/retrieval.js';
import { parseMoment } from '../moment.js';
import { detailFailure, plainDetail } from '../fastapi.js';
import { lax } from '../lax.js';
import { route } from '../route.js';
import type { Surface } from '../surface.js';

const isKind = (name: string): name is HitKind => HIT_KINDS.some((kind) => kind === name);

const Kinds = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean),
  )
  .refine((names) => names.every(isKind), `must be a list of ${HIT_KINDS.join(', ')}`)
  .transform((names) => (names.length > 0 ? names.filter(isKind) : undefined));

const Moment = z
  .string()
  .refine((text) => parseMoment(text) !== null, 'must be ISO 8601 or epoch seconds')
  .transform((text) => parseMoment(text) ?? undefined);

const Query = z.object({
  q: z.string().default('').describe('A question or a few words, in any language'),
  user_id: z.string().optional().describe('Whose memory; default: the default user'),
  app: z.string().optional().describe('Only what came through this app'),
  kinds: Kinds.optional().describe('Comma-separated: memory, screen, conversation, activity; default: all'),
  from: Moment.optional().describe('Not before: ISO 8601 or epoch seconds, on the time told of'),
  to: Moment.optional().describe('Not after'),
  limit: lax.int({ min: 1, max: 100 }).default(10),
  explain: lax.bool().default(false).describe('Say why each hit was found'),
});

const HitReply = z.object({
  id: z.string(),
  kind: z.enum(HIT_KINDS),
  text: z.string(),
  score: z.number(),
  app: z.string(),
  session_id: z.string().nullable(),
  created_at: z.string(),
  metadata: z.record(z.string(), z.json()),
  explanation: z.array(z.object({ reason: z.string(), weight: z.number() })).optional(),
});

const toHitReply = (hit: Hit): z.input<typeof HitReply> => ({
  id: hit.id,
  kind: hit.kind,
  text: hit.text,
  score: Math.round(hit.score * 10_000) / 10_000,
  app: hit.app,
  session_id: hit.sessionId,
  created_at: new Date(hit.createdAt).toISOString(),
  metadata: hit.metadata,
  ...(hit.explanation ? { explanation: hit.explanation } : {}),
});

const searchEverything = route({
  id: 'search',
  method: 'get',
  path: '/api/v1/search',
  summary: 'Search everything that is remembered, best first',
  query: Query,
  reply: z.object({ hits: z.array(HitReply) }),
  async handle({ query }, core) {
    const user = await core.identity.findUser(query.user_id ?? core.identity.defaultUser);
    const apps = user && query.app !== undefined ? await core.apps.named(user.id, query.app) : null;
    if (!user || apps?.length === 0) return { hits: [] };
    const { q: text, kinds, from, to, limit, explain } = query;
    const hits = await core.retrieval.search({
      text,
      userId: user.id,
      appIds: apps?.map(({ id }) => id),
      kinds,
      from,
      to,
      limit,
      explain,
    });
    return { hits: hits.map(toHitReply) };
  },
});

/** One search for people and tools, over everything there is. */
export const search: Surface = {
  name: 'search',
  title: 'Search',
  version: '1',
  routes: [searchEverything],
  owns: ['/api/v1/search'],
  servedAt: [],
  fail: (failure) =>
    failure.kind === 'invalid' || failure.kind === 'malformed' ? plainDetail(failure) : detailFailure(failure),
};
