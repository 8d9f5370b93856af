import { z } from 'zod';
import { CATEGORY_KEYS } from '../../core/activity/analysis.js';
import { drawSvg } from '../../core/activity/drawing.js';
import type { ProcessMap } from '../../core/activity/processMap.js';
import type { ActivitySession } from '../../ports/entities.js';
import type { JsonObject } from '../../ports/json.js';
import { lax } from '../lax.js';
import { reply } from '../reply.js';
import { route } from '../route.js';
import { scopeOf } from './threads.js';

const tag = 'Process';

const Session = z.object({
  id: z.int(),
  start_time: z.string(),
  end_time: z.string(),
  event_count: z.int(),
  keystrokes: z.int(),
  clicks: z.int(),
});

export const toSession = ({
  id,
  startTime,
  endTime,
  events,
  keystrokes,
  clicks,
}: ActivitySession): z.input<typeof Session> => ({
  id,
  start_time: startTime,
  end_time: endTime,
  event_count: events.length,
  keystrokes,
  clicks,
});

export const listProcessSessions = route({
  id: 'listProcessSessions',
  method: 'get',
  path: '/process/sessions',
  tag,
  summary: 'Sessions of what was done, newest first',
  query: z.object({ limit: lax.int({ min: 1, max: 100 }).default(20) }),
  reply: z.object({ sessions: z.array(Session) }),
  async handle({ query }, core) {
    const { items } = await core.activity.list(await scopeOf(core), { offset: 0, limit: query.limit });
    return { sessions: items.map(toSession) };
  },
});

const Events = z.array(z.record(z.string(), z.json()));

export const saveProcessSession = route({
  id: 'saveProcessSession',
  method: 'post',
  path: '/process/sessions',
  tag,
  summary: 'Keep a session that a collector recorded',
  description: 'Times and events are kept as they are sent, with secrets blacked out. It is found by search as well.',
  body: z.object({ events: Events, start_time: z.string(), end_time: z.string() }),
  reply: z.object({ ok: z.literal(true), session_id: z.int(), session: Session }),
  async handle({ body }, core) {
    const events = body.events as JsonObject[];
    const session = await core.activity.save(await scopeOf(core), events, body.start_time, body.end_time);
    return { ok: true as const, session_id: session.id, session: toSession(session) };
  },
});

const ById = z.object({ session_id: lax.int() });

export const getProcessSession = route({
  id: 'getProcessSession',
  method: 'get',
  path: '/process/sessions/{session_id}',
  tag,
  summary: 'The events of a session, as they were sent',
  params: ById,
  reply: z.object({ events: Events }),
  async handle({ params }, core) {
    const { events } = await core.activity.require(await scopeOf(core), params.session_id);
    return { events };
  },
});

const Score = z.object({ score: z.number(), percentage: z.int() });

export const analyseProcessSession = route({
  id: 'analyseProcessSession',
  method: 'get',
  path: '/process/sessions/{session_id}/analysis',
  tag,
  summary: 'What kind of work a session was, and its patterns',
  params: ById,
  reply: z.object({
    categories: z.object({
      ...(Object.fromEntries(CATEGORY_KEYS.map((key) => [key, Score])) as Record<
        (typeof CATEGORY_KEYS)[number],
        typeof Score
      >),
      primary: z.string(),
    }),
    patterns: z.object({
      top_keys: z.array(z.string()),
      avg_events_per_minute: z.number(),
      click_ratio: z.number(),
      duration_minutes: z.number(),
    }),
    event_count: z.int(),
    keystrokes: z.int(),
    clicks: z.int(),
    start_time: z.string(),
    end_time: z.string(),
  }),
  async handle({ params }, core) {
    const session = await core.activity.require(await scopeOf(core), params.session_id);
    const { categories, patterns } = core.activity.analyse(session);
    return {
      categories: { ...categories.scores, primary: categories.primary },
      patterns: {
        top_keys: patterns.topKeys,
        avg_events_per_minute: patterns.eventsPerMinute,
        click_ratio: patterns.clickRatio,
        duration_minutes: patterns.durationMinutes,
      },
      event_count: session.events.length,
      keystrokes: session.keystrokes,
      clicks: session.clicks,
      start_time: session.startTime,
      end_time: session.endTime,
    };
  },
});

const Deleted = z.object({ deleted: z.int() });

export const deleteProcessSession = route({
  id: 'deleteProcessSession',
  method: 'delete',
  path: '/process/sessions/{session_id}',
  tag,
  summary: 'Delete a session and the memory of it, for good',
  params: ById,
  reply: Deleted,
  handle: async ({ params }, core) => ({
    deleted: await core.activity.remove(await scopeOf(core), params.session_id),
  }),
});

export const deleteProcessSessions = route({
  id: 'deleteProcessSessions',
  method: 'delete',
  path: '/process/sessions',
  tag,
  summary: 'Delete all sessions and the memories of them, for good',
  reply: Deleted,
  handle: async (_input, core) => ({ deleted: await core.activity.removeAll(await scopeOf(core)) }),
});

const MapReply = z.object({
  sessions: z.int(),
  events: z.int(),
  nodes: z.array(z.object({ name: z.string(), visits: z.int(), events: z.int(), seconds: z.number() })),
  edges: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      count: z.int(),
      mean_wait_seconds: z.number(),
      longest_wait_seconds: z.number(),
    }),
  ),
  variants: z.array(z.object({ steps: z.array(z.string()), count: z.int() })),
  loops: z.array(z.object({ between: z.array(z.string()), count: z.int() })),
  focus: z.array(z.object({ name: z.string(), from: z.string(), to: z.string(), seconds: z.number() })),
  interruptions: z.array(z.object({ of: z.string(), by: z.string(), at: z.string(), seconds: z.number() })),
});

const Format = z.object({ format: z.enum(['json', 'svg']).default('json') });
const iso = (epochMs: number): string => new Date(epochMs).toISOString();

function showMap(map: ProcessMap, format: 'json' | 'svg') {
  if (format === 'svg')
    return reply.text('image/svg+xml', drawSvg(map), {
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
    });
  return {
    ...map,
    edges: map.edges.map(({ from, to, count, meanWaitSeconds, longestWaitSeconds }) => ({
      from,
      to,
      count,
      mean_wait_seconds: meanWaitSeconds,
      longest_wait_seconds: longestWaitSeconds,
    })),
    focus: map.focus.map((stretch) => ({ ...stretch, from: iso(stretch.from), to: iso(stretch.to) })),
    interruptions: map.interruptions.map((interruption) => ({ ...interruption, at: iso(interruption.at) })),
  };
}

export const mapProcessSession = route({
  id: 'mapProcessSession',
  method: 'get',
  path: '/process/sessions/{session_id}/map',
  tag,
  summary: 'Which application followed which in a session, as JSON or as a picture',
  params: ById,
  query: Format,
  reply: MapReply,
  handle: async ({ params, query }, core) =>
    showMap(await core.activity.map(await scopeOf(core), params.session_id), query.format),
});

export const mapProcess = route({
  id: 'mapProcess',
  method: 'get',
  path: '/process/map',
  tag,
  summary: 'The same over all sessions',
  query: Format,
  reply: MapReply,
  handle: async ({ query }, core) => showMap(await core.activity.map(await scopeOf(core), null), query.format),
});

export const startTracking = route({
  id: 'startTracking',
  method: 'post',
  path: '/process/tracking/start',
  tag,
  summary: 'Follow what is pressed on this machine',
  description: 'Typed keys are counted, not kept, unless the person chose that.',
  reply: z.object({ ok: z.literal(true), is_tracking: z.literal(true) }),
  async handle(_input, core) {
    await core.tracking.start();
    return { ok: true as const, is_tracking: true as const };
  },
});

export const stopTracking = route({
  id: 'stopTracking',
  method: 'post',
  path: '/process/tracking/stop',
  tag,
  summary: 'Stop following; what was collected stays to be saved',
  reply: z.object({ ok: z.literal(true), is_tracking: z.literal(false) }),
  async handle(_input, core) {
    await core.tracking.stop();
    return { ok: true as const, is_tracking: false as const };
  },
});

export const trackingStatus = route({
  id: 'trackingStatus',
  method: 'get',
  path: '/process/tracking/status',
  tag,
  summary: 'Whether it is followed, and how many presses wait to be saved',
  reply: z.object({ is_tracking: z.boolean(), event_count: z.int(), db_path: z.string() }),
  handle: (_input, { tracking, system }) =>
    Promise.resolve({
      is_tracking: tracking.isTracking,
      event_count: tracking.count,
      db_path: system.places.store,
    }),
});

export const markTracking = route({
  id: 'markTracking',
  method: 'post',
  path: '/process/tracking/mark-start',
  tag,
  summary: 'Begin the next session here',
  reply: z.object({ ok: z.literal(true) }),
  handle(_input, { tracking }) {
    tracking.mark();
    return Promise.resolve({ ok: true as const });
  },
});

export const saveFromTracking = route({
  id: 'saveFromTracking',
  method: 'post',
  path: '/process/sessions/from-tracking',
  tag,
  summary: 'Keep what was followed as a session; the next one begins here',
  reply: z.object({
    ok: z.literal(true),
    events_saved: z.int(),
    start_time: z.string(),
    end_time: z.string(),
    session_id: z.int(),
  }),
  async handle(_input, core) {
    const session = await core.tracking.save(await scopeOf(core));
    return {
      ok: true as const,
      events_saved: session.events.length,
      start_time: session.startTime,
      end_time: session.endTime,
      session_id: session.id,
    };
  },
});
